import type { Kernel, Statement } from '../../lower/loops/loop-ir.js';
import { bodyOf } from '../../lower/loops/rewrite-loops.js';
import type { Report } from './finding.js';

/**
 * No name hides another, be it a loop's variable, a `let` or a register: texts have one identifier for each
 * name, an address in an inner loop may mean the outer one, and what the other checks know of a name goes by
 * its text.
 */
export function checkNames({ body, grid }: Kernel, report: Report): void {
  const numbers =
    grid === undefined
      ? []
      : grid.kind === 'invocations'
        ? [grid.invocation]
        : [grid.group, grid.local];
  checkBlock(body, new Set(numbers.map(({ name }) => name)), report);
}

function checkBlock(
  statements: readonly Statement[],
  around: ReadonlySet<string>,
  report: Report,
): void {
  const known = new Set(around);
  for (const statement of statements) {
    if (statement.kind === 'set') {
      const { name } = statement.local;
      if (known.has(name)) report('name', statement, `register ${name} hides variable ${name}`);
    }
    const inside = new Set(known);
    if ('variable' in statement) {
      const { name } = statement.variable;
      if (known.has(name)) report('name', statement, `variable ${name} hides another ${name}`);
      inside.add(name);
      if (statement.kind === 'let' || statement.kind === 'lookup') known.add(name);
    }
    checkBlock(bodyOf(statement), inside, report);
  }
}
