import type { Span } from '../../compiler/diagnostics/diagnostic.js';
import { documentationOf } from '../../compiler/frontend/documentation.js';
import { PRELUDE_FILE } from '../../compiler/frontend/index.js';
import { parsedPrelude } from '../../compiler/frontend/prelude.js';
import type * as ast from '../../compiler/frontend/syntax/ast.js';
import type { ParsedModule } from '../../compiler/frontend/syntax/parse.js';
import type { Entry } from '../../compiler/manual/entries.js';
import { blockEntry, entryOf } from '../../compiler/manual/entries.js';
import type { Analysis } from './analysis.js';
import { importedFrom } from './names.js';

/** What can be called by a name of a file: its entry, and the block where there is one. */
export interface Callable {
  readonly entry: Entry;
  readonly block?: { readonly item: ast.BlockItem; readonly file: string };
}

/** What `name` is when it is called in `file`: a block of it, an imported one, or what the language has. */
export function callableOf(analysis: Analysis, file: string, name: string): Callable | undefined {
  const source = analysis.files.get(file);
  if (source === undefined) return undefined;
  const symbol = source.names.items.get(name);
  if (symbol?.kind === 'block') return ownBlock(analysis, file, name);
  if (symbol?.kind === 'import') {
    const origin = importedFrom(analysis, file, name);
    return origin && ownBlock(analysis, origin.file, origin.name);
  }
  const entry = entryOf(name);
  if (entry === undefined) return undefined;
  const item = preludeItem(name);
  return item?.kind === 'block' ? { entry, block: { item, file: PRELUDE_FILE } } : { entry };
}

function ownBlock({ files, sources }: Analysis, file: string, name: string): Callable | undefined {
  const parsed = files.get(file)?.parsed;
  const source = sources.get(file);
  if (parsed === undefined || source === undefined) return undefined;
  const item = blockCalled(parsed, name);
  const documentation = item && documentationOf(parsed, source).get(item);
  if (item === undefined || documentation === undefined) return undefined;
  return { entry: blockEntry(item, documentation, source), block: { item, file } };
}

function blockCalled({ module }: ParsedModule, name: string): ast.BlockItem | undefined {
  for (const item of module.items) {
    if (item.kind === 'block' && item.name.text === name) return item;
  }
  return undefined;
}

function preludeItem(name: string): ast.BlockItem | ast.BindStatement | undefined {
  for (const item of parsedPrelude().module.items) {
    if (item.kind === 'block' && item.name.text === name) return item;
    if (item.kind === 'bind' && item.names[0].text === name) return item;
  }
  return undefined;
}

/** Where the prelude declares a name. */
export function preludeSpan(name: string): Span | undefined {
  const item = preludeItem(name);
  return item?.kind === 'block' ? item.name.span : item?.names[0].span;
}
