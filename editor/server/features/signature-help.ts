import type { SignatureHelp } from 'vscode-languageserver';
import type { Analysis } from '../analysis.js';
import { callableOf } from '../callables.js';
import { cursorAt } from '../cursor.js';

/** The signature of the call that the caret stands in, and which argument comes there. */
export function signatureAt(analysis: Analysis, offset: number): SignatureHelp | null {
  const file = analysis.files.get(analysis.path);
  if (file === undefined) return null;
  const { call, kind } = cursorAt(file.parsed, analysis.source, offset);
  if (call === undefined || kind === 'comment') return null;
  const entry = callableOf(analysis, analysis.path, call.name)?.entry;
  if (entry === undefined) return null;
  const names = entry.parameters.map((text) => text.replace(/^\[|\]$/g, '').split(' = ')[0]);
  const start = `${entry.name}(`.length;
  const docs = new Map(entry.arguments.map((argument) => [argument.name, argument.doc]));
  let from = start;
  const parameters = entry.parameters.map((text, at) => {
    const label: [number, number] = [from, from + text.length];
    from += text.length + 2;
    const documentation = docs.get(names[at]);
    return documentation === undefined ? { label } : { label, documentation };
  });
  // What comes along `->` takes the first place.
  const position = call.positional + (call.piped ? 1 : 0);
  const active =
    call.current === undefined ? Math.min(position, names.length - 1) : names.indexOf(call.current);
  return {
    signatures: [{ label: entry.signature, documentation: entry.brief, parameters }],
    activeSignature: 0,
    activeParameter: active < 0 ? parameters.length : active,
  };
}
