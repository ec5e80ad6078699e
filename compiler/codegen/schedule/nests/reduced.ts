import type { Reduction } from '../../../lower/formulas/compute.js';
import type { Expression, Local, Statement } from '../../../lower/loops/loop-ir.js';
import type { Point } from './translate.js';

/** The statements that compute a reduction at several points, and its value at each of them. */
export interface Reduced {
  readonly statements: readonly Statement[];
  readonly values: readonly Register[];
}

type Register = Extract<Expression, { kind: 'local' }>;

/** A register for each point. */
export function registersOf({ name }: Reduction, points: readonly Point[]): Local[] {
  return points.map(({ vectorAxis }, position) => ({
    name: points.length === 1 ? name : `${name}_${position}`,
    type: vectorAxis === undefined ? 'f32' : 'f32x4',
  }));
}

export function registerOf(local: Local): Register {
  return { kind: 'local', type: local.type, local };
}
