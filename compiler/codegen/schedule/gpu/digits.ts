import type { Variable } from '../../../lower/formulas/index-expr.js';
import { divide, modulo } from '../../../lower/formulas/index-expr.js';
import type { Statement } from '../../../lower/loops/loop-ir.js';

/** Takes a number apart into digits, the last one fastest. */
export function digitLets(number: Variable, digits: readonly Variable[]): Statement[] {
  let faster = 1;
  const lets: Statement[] = [];
  for (const digit of [...digits].reverse()) {
    const extent = digit.max + 1;
    const value = modulo(divide(number, faster), extent);
    lets.push({ kind: 'let', variable: digit, value });
    faster *= extent;
  }
  return lets;
}
