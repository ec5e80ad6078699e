import type { Reduction } from '../../../lower/formulas/compute.js';
import type { Statement, Test } from '../../../lower/loops/loop-ir.js';
import { identity } from './combine.js';
import type { Reduced } from './reduced.js';
import type { Site } from '../placement/site.js';
import type { Point } from './translate.js';
import { translate } from './translate.js';

/** A reduction that is left out where it counts at none of the points. */
export function whereNeeded(
  { neededWhere, combine }: Reduction,
  points: readonly Point[],
  operands: readonly Site[],
  { statements, values }: Reduced,
): Reduced {
  if (neededWhere === undefined) return { statements, values };
  const start = values.map(({ local, type }): Statement => ({
    kind: 'set',
    local,
    value: identity(combine, type),
  }));
  const isStart = (statement: Statement): boolean =>
    statement.kind === 'set' &&
    statement.value.kind === 'number' &&
    values.some(({ local }) => local.name === statement.local.name);
  const body = statements.filter((statement) => !isStart(statement));
  const any = points.map((point): Test => {
    const a = translate(neededWhere, point, operands);
    return { test: 'gt', a, b: { kind: 'number', type: a.type, value: 0 } };
  });
  return { statements: [...start, { kind: 'if-any', any, body }], values };
}
