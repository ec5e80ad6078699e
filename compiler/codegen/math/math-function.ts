import type { Expression, Local, Statement } from '../../lower/loops/loop-ir.js';

/**
 * Functions that a target without them computes from arithmetic, four lanes at a time, written in
 * the loop IR. NaN comes out as NaN.
 */
export interface MathFunction {
  readonly name: 'erf' | 'exp' | 'expm1' | 'log' | 'log1p' | 'pow' | 'sigmoid' | 'tanh';
  readonly parameters: readonly Local[];
  readonly body: readonly Statement[];
  readonly result: Expression;
}
