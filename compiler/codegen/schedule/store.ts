import type { Compute } from '../compute.js';
import { expressionsOf, walk } from '../compute.js';
import { substitute } from '../index-expr.js';
import type { Expression, Local, SetStatement, StoreStatement } from '../loop-ir.js';
import type { PlacedCompute, Site } from './site.js';
import { addressOf } from './site.js';
import type { Point } from './translate.js';
import { toVector, translate } from './translate.js';

/**
 * Computes and stores one element, or the first `lanes` lanes of a vector along the point's axis,
 * from the reductions that the point has results of. `suffix` tells registers of several points
 * apart.
 */
export function storeElement(
  { compute, operands, output }: PlacedCompute,
  point: Point,
  suffix: string,
  lanes: number,
): (SetStatement | StoreStatement)[] {
  const { statements, value } = elementValue(compute, point, operands, suffix);
  const address = addressOf(
    output,
    compute.output.map((index) => substitute(index, point.bind)),
  );
  const stored = point.vectorAxis === undefined ? value : toVector(value);
  return [...statements, { kind: 'store', buffer: output.buffer, address, value: stored, lanes }];
}

/** The value of one element; a step that is used more than once gets a register. */
function elementValue(
  compute: Compute,
  point: Point,
  operands: readonly Site[],
  suffix: string,
): { statements: SetStatement[]; value: Expression } {
  const statements: SetStatement[] = [];
  const results = new Map(point.results);
  for (const { name, value } of compute.steps) {
    const expression = translate(value, { ...point, results }, operands);
    if (timesUsed(compute, name) < 2 || expression.kind === 'local') {
      results.set(name, expression);
      continue;
    }
    const local: Local = { name: `${name}${suffix}`, type: expression.type };
    statements.push({ kind: 'set', local, value: expression });
    results.set(name, { kind: 'local', type: local.type, local });
  }
  return { statements, value: translate(compute.value, { ...point, results }, operands) };
}

function timesUsed(compute: Compute, step: string): number {
  let uses = 0;
  for (const expression of expressionsOf(compute)) {
    walk(expression, (node) => {
      if (node.kind === 'result' && node.name === step) uses++;
    });
  }
  return uses;
}
