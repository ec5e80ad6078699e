import { once } from '../../../lower/formulas/expression.js';
import type { ForStatement, Kernel, Statement } from '../../../lower/loops/loop-ir.js';
import { isParallel } from '../../../lower/loops/rewrite-loops.js';
import { independentRuns, registerNeeds } from '../nests/independent.js';
import { work, workMeter } from '../nests/work.js';

/** In the measure of `work`: a call then takes a few hundredths of what it does. */
const WORTH_A_CALL = 256;
/** Some microseconds, beside which calls don't show. */
const LONG = 4000;
/** A fifth of a millisecond: a shorter kernel is done before better code for it is ready. */
const SHORT = 1_000_000;

/**
 * A kernel with what becomes functions of their own marked, where it is long enough; see
 * `outlineStatements`.
 */
export function outline(kernel: Kernel): Kernel {
  return work(kernel.body) < SHORT ? kernel : { ...kernel, body: outlineStatements(kernel.body) };
}

/**
 * Marks what becomes functions of their own.
 *
 * An engine compiles a function twice, first quickly and then, when it has turned out to be hot, well,
 * while the first version is at work. The better one is used from the next call on: what is called once
 * and loops for long never gets faster. So loops around the real work stay in the kernel, and what they
 * do in some microseconds each is called. Such functions also differ less among the layers of a network
 * than whole kernels do, and are shared more often.
 *
 * An outlined function is a run of statements that exchanges no registers with others. It is the innermost
 * loop that takes long, because that is what kernels have in common, or what stands beside one.
 */
export function outlineStatements(kernel: readonly Statement[]): Statement[] {
  const { work, runsOf, closedLoop } = measures();
  /** Whether the loop around `body` belongs to the kernel, and outlined functions lie inside. */
  const isWorthLookingInto = (body: readonly Statement[], isRepeated: boolean): boolean =>
    (!isRepeated && work(body) >= WORTH_A_CALL) ||
    runsOf(body).some((run) => closedLoop(run) !== undefined && work(run) >= LONG);
  const mark = (statements: readonly Statement[], isRepeated: boolean): Statement[] => {
    const runs = runsOf(statements);
    return runs.flatMap((run): readonly Statement[] => {
      const around = closedLoop(run);
      // Threads divide loops of the kernel itself, never of an outlined function, and barriers stand
      // outside of those.
      if (around && (isParallel(run) || isWorthLookingInto(around.body, isRepeated))) {
        return [{ ...around, body: mark(around.body, true) }];
      }
      const isOutlined = (isRepeated || runs.length > 1) && work(run) >= WORTH_A_CALL;
      return isOutlined ? [{ kind: 'outlined', body: run }] : run;
    });
  };
  return mark(kernel, false);
}

/** What is asked of a loop's body once as it is looked into and once more as it is taken apart. */
function measures() {
  const needs = registerNeeds();
  return {
    work: workMeter(),
    runsOf: once((body: readonly Statement[]): readonly Statement[][] =>
      independentRuns(body, needs),
    ),
    /** A loop whose iterations need no register that was set before them. */
    closedLoop: ([first, ...others]: readonly Statement[]): ForStatement | undefined =>
      others.length === 0 && first.kind === 'for' && needs(first.body).size === 0
        ? first
        : undefined,
  };
}
