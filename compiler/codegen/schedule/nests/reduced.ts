import type { Reduction } from '../../../lower/formulas/compute.js';
import type { Expression, Local, Statement } from '../../../lower/loops/loop-ir.js';
import { vectorOf } from '../../../lower/loops/loop-ir.js';
import type { Site } from '../placement/site.js';
import type { Point } from './translate.js';
import { scalarTypeAt } from './translate.js';

/** The statements that compute a reduction at several points, and its value at each of them. */
export interface Reduced {
  readonly statements: readonly Statement[];
  readonly values: readonly Register[];
}

type Register = Extract<Expression, { kind: 'local' }>;

/** A register for each point, of the type of what is combined in it. */
export function registersOf(
  { name, body }: Reduction,
  points: readonly Point[],
  operands: readonly Site[],
): Local[] {
  const type = scalarTypeAt(body, points[0], operands);
  return points.map(({ vectorAxis }, position) => ({
    name: points.length === 1 ? name : `${name}_${position}`,
    type: vectorAxis === undefined ? type : vectorOf(type),
  }));
}

export function registerOf(local: Local): Register {
  return { kind: 'local', type: local.type, local };
}
