import type { DocumentLink } from 'vscode-languageserver';
import { resolvePath } from '../../../compiler/frontend/paths.js';
import type * as ast from '../../../compiler/frontend/syntax/ast.js';
import type { Analysis } from '../analysis.js';
import { rangeOf } from '../places.js';
import { walk } from '../syntax.js';
import type { Workspace } from '../workspace.js';

/** Links from the paths of imports and weights to the files. */
export function documentLinks(
  workspace: Workspace,
  { path, source, files }: Analysis,
): DocumentLink[] {
  const links: DocumentLink[] = [];
  const link = (expression: ast.Expression): void => {
    if (expression.kind !== 'string' || expression.parts.length !== 1) return;
    const [text] = expression.parts;
    if (typeof text !== 'string') return;
    const { file, start, end } = expression.span;
    const range = rangeOf(source, { start: start + 1, end: end - 1 });
    links.push({ range, target: workspace.uriOf(resolvePath(file, text)) });
  };
  const module = files.get(path)?.parsed.module;
  if (module === undefined) return links;
  walk(module, {
    item(item) {
      if (item.kind === 'import') link(item.path);
    },
    statement(statement) {
      if (statement.kind === 'weights') link(statement.path);
    },
  });
  return links;
}
