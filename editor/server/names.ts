import type { Span } from '../../compiler/diagnostics/diagnostic.js';
import { resolvePath } from '../../compiler/frontend/paths.js';
import type { NameResolution, NameSymbol } from '../../compiler/frontend/resolve-names.js';
import type * as ast from '../../compiler/frontend/syntax/ast.js';
import type { Analysis } from './analysis.js';
import { contains } from './analysis.js';

/** A symbol of a file. */
export interface Meant {
  readonly file: string;
  readonly symbol: NameSymbol;
  /** The place that was asked about. */
  readonly at: Span;
}

/** The symbol that a name at `offset` of the analysed file means or binds. */
export function symbolAt({ files, path }: Analysis, offset: number): Meant | undefined {
  const names = files.get(path)?.names;
  if (names === undefined) return undefined;
  for (const symbol of symbolsOf(names)) {
    const at = [...symbol.sites, ...symbol.uses].find((span) => contains(span, offset));
    if (at !== undefined) return { file: path, symbol, at };
  }
  return undefined;
}

export function symbolsOf({ items, scopes }: NameResolution): NameSymbol[] {
  return [...items.values(), ...scopes.flatMap(({ symbols }) => [...symbols.values()])];
}

/** Where an imported name comes from: the file, and what it is called there. */
export function importedFrom(
  { files }: Pick<Analysis, 'files'>,
  file: string,
  local: string,
): { readonly file: string; readonly name: string } | undefined {
  for (const item of files.get(file)?.parsed.module.items ?? []) {
    if (item.kind !== 'import') continue;
    const found = item.names.find((each) => each.local.text === local);
    const target = found && importedFile(item);
    if (found !== undefined && target !== undefined) return { file: target, name: found.name.text };
  }
  return undefined;
}

/** The file that an import names. */
export function importedFile({ path }: ast.ImportItem): string | undefined {
  if (path.kind !== 'string' || path.parts.length !== 1) return undefined;
  const [text] = path.parts;
  return typeof text === 'string' ? resolvePath(path.span.file, text) : undefined;
}

/** The symbol behind imports: the block or constant where it is declared. */
export function declaredAt(analysis: Analysis, meant: Meant): Meant {
  if (meant.symbol.kind !== 'import') return meant;
  const origin = importedFrom(analysis, meant.file, meant.symbol.name);
  const symbol = origin && analysis.files.get(origin.file)?.names.items.get(origin.name);
  return origin === undefined || symbol === undefined
    ? meant
    : { file: origin.file, symbol, at: symbol.sites[0] };
}

/** The place that binds the value which a use sees: the last one before it in the text. */
export function bindingBefore({ sites, from }: NameSymbol, use: Span): Span {
  const own = sites.find(({ start }) => start === use.start);
  return own ?? sites.filter((_, at) => from[at] <= use.start).at(-1) ?? sites[0];
}

/** Every place of the open files that means a symbol of `file`, declarations included. */
export function placesOf(analyses: readonly Analysis[], { file, symbol }: Meant): Span[] {
  const own = [...symbol.sites, ...symbol.uses];
  const imported = analyses.flatMap((analysis) => importsOf(analysis, file, symbol.name));
  const places = new Map<string, Span>();
  for (const span of [...own, ...imported]) places.set(`${span.start} ${span.file}`, span);
  return [...places.values()];
}

/** The places of the files of an analysis where an item of `origin` is imported and used. */
function importsOf({ files }: Analysis, origin: string, name: string): Span[] {
  return [...files.values()].flatMap(({ parsed, names }) =>
    parsed.module.items.flatMap((item) => {
      if (item.kind !== 'import' || importedFile(item) !== origin) return [];
      return item.names
        .filter((each) => each.name.text === name)
        .flatMap((each) => [
          each.name.span,
          // Behind `as` it goes by another name, whose places are not those of this one.
          ...(each.local.text === name ? (names.items.get(name)?.uses ?? []) : []),
        ]);
    }),
  );
}
