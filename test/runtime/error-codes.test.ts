import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../../runtime/error-codes.js';
import { listFiles } from '../support/list-files.js';
import { projectRoot } from '../support/paths.js';

/** What a template may have in the place of `${kind}`. */
const KINDS = ['input', 'output'];

/** The codes that a source text throws: first arguments of `fail()` and `new NetloomError()`. */
function thrownIn(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  const codes: string[] = [];
  const visit = (node: ts.Node): void => {
    const isThrow =
      (ts.isCallExpression(node) && node.expression.getText(source) === 'fail') ||
      (ts.isNewExpression(node) && node.expression.getText(source) === 'NetloomError');
    const [code] = isThrow ? (node.arguments ?? []) : [];
    if (code !== undefined && !ts.isIdentifier(code)) {
      const text = code.getText(source).slice(1, -1);
      codes.push(
        ...(text.includes('${') ? KINDS.map((kind) => text.replace('${kind}', kind)) : [text]),
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return codes;
}

test('the list of codes is that of the errors that the runtime throws', () => {
  const runtime = join(projectRoot, 'runtime');
  const thrown = listFiles(runtime, '.ts').flatMap((path) => thrownIn(join(runtime, path)));
  expect([...new Set(thrown)].sort()).toEqual([...ERROR_CODES].sort());
});
