import type { Hover } from 'vscode-languageserver';
import { MarkupKind } from 'vscode-languageserver';
import type { Span } from '../../../compiler/diagnostics/diagnostic.js';
import type { Entry } from '../../../compiler/manual/entries.js';
import { entryOf } from '../../../compiler/manual/entries.js';
import { pageMarkdown } from '../../../compiler/manual/markdown.js';
import { pageOf } from '../../../compiler/manual/page.js';
import type { Analysis } from '../analysis.js';
import type { Callable } from '../callables.js';
import { callableOf } from '../callables.js';
import { PRELUDE_FILE } from '../../../compiler/frontend/index.js';
import { importedFile, symbolAt } from '../names.js';
import { rangeOf } from '../places.js';
import type { Found } from '../syntax.js';
import { findAt } from '../syntax.js';

/** What stands at a place of a document: its shape or value, and the page of what is called. */
export function hoverAt(analysis: Analysis, offset: number): Hover | null {
  const module = analysis.files.get(analysis.path)?.parsed.module;
  if (module === undefined) return null;
  const found = findAt(module, offset);
  const shown = (found && describeFound(analysis, found)) ?? describeSymbol(analysis, offset);
  if (shown === undefined) return null;
  return {
    contents: { kind: MarkupKind.Markdown, value: shown.parts.join('\n\n') },
    range: rangeOf(analysis.source, shown.span),
  };
}

interface Shown {
  readonly span: Span;
  readonly parts: readonly string[];
}

function describeFound(analysis: Analysis, found: Found): Shown | undefined {
  switch (found.kind) {
    case 'callee': {
      const { name, span } = found.callee;
      const callable = callableOf(analysis, analysis.path, name);
      const result = analysis.observations.textAt(found.call.span);
      const parts = [
        ...(result === undefined
          ? []
          : [code(`${name}: ${result}`), ...parametersOf(analysis, found.call.span)]),
        ...(callable === undefined ? [] : [documentationOf(callable)]),
      ];
      return parts.length === 0 ? undefined : { span, parts };
    }
    case 'name':
      return describeName(analysis, found.expression.name, found.expression.span);
    case 'member': {
      const { span } = found.expression.member;
      const text = analysis.observations.textAt(found.expression.span);
      return text === undefined
        ? undefined
        : { span, parts: [code(`${found.expression.member.text}: ${text}`)] };
    }
    case 'argument': {
      if (found.callee.kind !== 'name') return undefined;
      const callable = callableOf(analysis, analysis.path, found.callee.name);
      const argument = callable?.entry.arguments.find(({ name }) => name === found.name.text);
      if (argument === undefined) return undefined;
      const preset = argument.default === undefined ? '' : ` = ${argument.default}`;
      return { span: found.name.span, parts: [code(`${argument.name}${preset}`), argument.doc] };
    }
    case 'input-type': {
      const entry = entryOf(found.type.text);
      return entry && { span: found.type.span, parts: [pageText(entry)] };
    }
    case 'import-path': {
      const file = importedFile(found.item);
      return file === undefined
        ? undefined
        : { span: found.item.path.span, parts: [`\`${file}\``] };
    }
    case 'weights-path':
      return undefined;
  }
}

function describeName(analysis: Analysis, name: string, span: Span): Shown | undefined {
  const text = analysis.observations.textAt(span);
  const symbol = symbolAt(analysis, span.start);
  if (symbol !== undefined && symbol.symbol.kind !== 'block' && symbol.symbol.kind !== 'import') {
    return text === undefined ? undefined : { span, parts: [code(`${name}: ${text}`)] };
  }
  const callable = callableOf(analysis, analysis.path, name);
  if (callable !== undefined) return { span, parts: [documentationOf(callable)] };
  return text === undefined ? undefined : { span, parts: [code(`${name}: ${text}`)] };
}

/** A place that binds a name, which is no expression. */
function describeSymbol(analysis: Analysis, offset: number): Shown | undefined {
  const meant = symbolAt(analysis, offset);
  return meant && describeName(analysis, meant.symbol.name, meant.at);
}

/** The parameters that a call brings along, as a weights file calls them. */
function parametersOf({ parameters }: Analysis, call: Span): string[] {
  const own = parameters.filter(
    ({ span }) => span?.file === call.file && span.start === call.start && span.end === call.end,
  );
  if (own.length === 0) return [];
  return [own.map(({ name, shape }) => `\`${name}\` [${shape.join(',')}]`).join(', ')];
}

function documentationOf({ entry, block }: Callable): string {
  // What a file declares has no place in the manual: its comment says what there is to say.
  const isOurs = block === undefined || block.file === PRELUDE_FILE;
  return isOurs ? pageText(entry) : ownText(entry);
}

function ownText({ signature, text, arguments: list }: Entry): string {
  const items = list.map(({ name, doc }) => `- \`${name}\`: ${doc}`);
  return [
    code(`block ${signature}`),
    ...text,
    ...(items.length === 0 ? [] : [items.join('\n')]),
  ].join('\n\n');
}

/** By the names of entries. */
const pages = new Map<string, string>();

/** The page of an entry, which takes a moment to make. */
export function pageText(entry: Entry): string {
  const known = pages.get(entry.name);
  if (known !== undefined) return known;
  const made = pageMarkdown(pageOf(entry));
  pages.set(entry.name, made);
  return made;
}

function code(text: string): string {
  return `\`\`\`net\n${text}\n\`\`\``;
}
