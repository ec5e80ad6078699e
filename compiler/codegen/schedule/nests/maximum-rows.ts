import type { IndexLike, Variable } from '../../../lower/formulas/index-expr.js';
import { variable } from '../../../lower/formulas/index-expr.js';
import type { Local, SetStatement, Statement } from '../../../lower/loops/loop-ir.js';
import { repeat } from '../../../lower/loops/build-loops.js';

/**
 * A maximum over rows of taps that are all there: the first row by itself, which registers begin with, then
 * a loop over the others. To keep NaN each combination costs a core three instructions, so that one with −∞
 * would be a waste. `combine` gives what a row is combined by, `iteration` wraps that in what an iteration needs.
 */
export function maximumByRows(
  row: Variable | undefined,
  combine: (row: IndexLike) => readonly SetStatement[],
  iteration: (statements: readonly SetStatement[]) => readonly Statement[],
): readonly Statement[] {
  const first = iteration(beginning(combine(0)));
  if (row === undefined) return first;
  const others = variable(row.name, row.max, 1);
  return [...first, ...repeat(others, (index) => iteration(combine(index)))];
}

/** The same, but each register begins with what it is combined with first. */
function beginning(statements: readonly SetStatement[]): readonly SetStatement[] {
  const begun = new Set<Local>();
  return statements.map((statement) => {
    const { local, value } = statement;
    if (begun.has(local) || value.kind !== 'binary') return statement;
    begun.add(local);
    return { ...statement, value: value.b };
  });
}
