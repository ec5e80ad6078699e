import type { Location } from 'vscode-languageserver';
import type { Span } from '../../../compiler/diagnostics/diagnostic.js';
import { PRELUDE_FILE } from '../../../compiler/frontend/index.js';
import { preludeSource } from '../../../compiler/frontend/prelude.generated.js';
import type { Analysis } from '../analysis.js';
import { callableOf, preludeSpan } from '../callables.js';
import { bindingBefore, declaredAt, importedFile, placesOf, symbolAt } from '../names.js';
import { rangeOf } from '../places.js';
import { findAt } from '../syntax.js';
import type { Workspace } from '../workspace.js';

/** Where what stands at a place is bound or declared: here, in an imported file or in the prelude. */
export function definitionAt(
  workspace: Workspace,
  analysis: Analysis,
  offset: number,
): Location | null {
  const span = definitionSpan(analysis, offset);
  return span === undefined ? null : locationOf(workspace, analysis, span);
}

function definitionSpan(analysis: Analysis, offset: number): Span | undefined {
  const meant = symbolAt(analysis, offset);
  const module = analysis.files.get(analysis.path)?.parsed.module;
  const found = module && findAt(module, offset);
  if (found?.kind === 'argument' && found.callee.kind === 'name') {
    const block = callableOf(analysis, analysis.path, found.callee.name)?.block;
    return block?.item.parameters.find(({ name }) => name.text === found.name.text)?.name.span;
  }
  if (found?.kind === 'import-path') {
    const file = importedFile(found.item);
    return file !== undefined && analysis.files.has(file) ? { file, start: 0, end: 0 } : undefined;
  }
  if (meant !== undefined) {
    const declared = declaredAt(analysis, meant);
    return declared === meant ? bindingBefore(meant.symbol, meant.at) : declared.symbol.sites[0];
  }
  if (found?.kind === 'callee') return preludeSpan(found.callee.name);
  if (found?.kind === 'name') return preludeSpan(found.expression.name);
  return importNameAt(analysis, offset);
}

/** The name behind an import that goes by another one here: `import { a as b }`. */
function importNameAt(analysis: Analysis, offset: number): Span | undefined {
  for (const item of analysis.files.get(analysis.path)?.parsed.module.items ?? []) {
    if (item.kind !== 'import') continue;
    const name = item.names.find(
      (each) => each.name.span.start <= offset && offset <= each.name.span.end,
    );
    const file = name && importedFile(item);
    if (name === undefined || file === undefined) continue;
    return analysis.files.get(file)?.names.items.get(name.name.text)?.sites[0];
  }
  return undefined;
}

/** Every place in the open files that means the same. */
export function referencesAt(
  workspace: Workspace,
  analysis: Analysis,
  offset: number,
  declarationToo: boolean,
): Location[] {
  const meant = symbolAt(analysis, offset);
  if (meant === undefined) return [];
  const declared = declaredAt(analysis, meant);
  const sites = new Set(declared.symbol.sites);
  return placesOf(workspace.all(), declared)
    .filter((span) => declarationToo || !sites.has(span))
    .map((span) => locationOf(workspace, analysis, span));
}

function locationOf(workspace: Workspace, { sources }: Analysis, span: Span): Location {
  const text =
    span.file === PRELUDE_FILE
      ? preludeSource
      : (sources.get(span.file) ?? workspace.read(span.file));
  return { uri: workspace.uriOf(span.file), range: rangeOf(text ?? '', span) };
}
