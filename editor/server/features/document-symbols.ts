import type { DocumentSymbol } from 'vscode-languageserver';
import { SymbolKind } from 'vscode-languageserver';
import type { NameScope, NameSymbol } from '../../../compiler/frontend/resolve-names.js';
import type { Analysis } from '../analysis.js';
import { rangeOf } from '../places.js';

/** The networks, blocks and constants of a document, with what they bind. */
export function documentSymbols(analysis: Analysis): DocumentSymbol[] {
  const file = analysis.files.get(analysis.path);
  if (file === undefined) return [];
  const { items, scopes } = file.names;
  return file.parsed.module.items.flatMap((item): DocumentSymbol[] => {
    if (item.kind === 'bind') {
      return item.names.flatMap((name) => {
        const symbol = items.get(name.text);
        return symbol === undefined ? [] : [symbolOf(analysis, symbol, SymbolKind.Constant)];
      });
    }
    if (item.kind === 'import' || item.name.text === '') return [];
    const own = scopes.filter(({ container }) => container === item);
    return [
      {
        name: item.name.text,
        kind: item.kind === 'network' ? SymbolKind.Module : SymbolKind.Function,
        range: rangeOf(analysis.source, item.span),
        selectionRange: rangeOf(analysis.source, item.name.span),
        children: own.flatMap((scope) => childrenOf(analysis, scope)),
      },
    ];
  });
}

const KINDS = {
  parameter: SymbolKind.TypeParameter,
  input: SymbolKind.Field,
  binding: SymbolKind.Variable,
  state: SymbolKind.Property,
} as const;

function childrenOf(analysis: Analysis, { symbols }: NameScope): DocumentSymbol[] {
  return [...symbols.values()].flatMap((symbol) => {
    const { kind, name } = symbol;
    if (name === '' || !isLocal(kind)) return [];
    return [symbolOf(analysis, symbol, KINDS[kind])];
  });
}

function isLocal(kind: NameSymbol['kind']): kind is keyof typeof KINDS {
  return Object.hasOwn(KINDS, kind);
}

function symbolOf(
  { source, observations }: Analysis,
  { name, sites }: NameSymbol,
  kind: SymbolKind,
): DocumentSymbol {
  const detail = observations.textAt(sites[0]);
  const range = rangeOf(source, sites[0]);
  return { name, kind, range, selectionRange: range, ...(detail === undefined ? {} : { detail }) };
}
