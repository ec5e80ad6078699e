import type { Variable } from '../../../lower/formulas/index-expr.js';
import { substitute } from '../../../lower/formulas/index-expr.js';
import type { Statement } from '../../../lower/loops/loop-ir.js';
import { mapIndices } from '../../../lower/loops/rewrite-loops.js';

/** Where one iteration is done after another, the first slot is enough. */
export function inFirstSlot(
  slot: Variable | undefined,
  statements: readonly Statement[],
): readonly Statement[] {
  if (slot === undefined) return statements;
  return mapIndices(statements, (index) => substitute(index, (v) => (v === slot ? 0 : v)));
}
