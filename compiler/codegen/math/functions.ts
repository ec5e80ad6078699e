import type { BinaryOp, UnaryOp } from '../../lower/formulas/expression.js';
import { ERF } from './erf.js';
import { EXP, EXPM1, SIGMOID } from './exponential.js';
import type { MathFunction } from './math-function.js';
import { LOG, LOG1P } from './logarithm.js';
import { POW } from './power.js';
import { TANH } from './tanh.js';

/** By name of the op that they compute. */
export const MATH_FUNCTIONS: ReadonlyMap<UnaryOp | BinaryOp, MathFunction> = new Map(
  [ERF, EXP, EXPM1, LOG, LOG1P, POW, SIGMOID, TANH].map((fn) => [fn.name, fn]),
);
