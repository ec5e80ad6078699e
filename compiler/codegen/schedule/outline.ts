import type { ForStatement, Statement } from '../loop-ir.js';
import { isParallel } from '../rewrite-loops.js';
import { independentRuns, registersNeeded } from './independent.js';
import { work } from './work.js';

/** In the measure of `work`: a call then takes a few hundredths of what it does. */
const WORTH_A_CALL = 256;
/** Some microseconds, beside which calls don't show. */
const LONG = 4000;
/** A fifth of a millisecond: a shorter kernel is done before better code for it is ready. */
const SHORT = 1_000_000;

/** The parts of a kernel that is long enough to have any; see `outline`. */
export function partsOf(
  kernel: readonly Statement[],
): ReadonlyMap<Statement, readonly Statement[]> {
  return work(kernel) < SHORT ? new Map() : outline(kernel);
}

/**
 * The parts of a kernel that become functions of their own, each by its first statement.
 *
 * An engine compiles a function twice, first quickly and then, when it has turned out to be hot, well,
 * while the first version is at work. The better one is used from the next call on: what is called once
 * and loops for long never gets faster. So loops around the real work stay in the kernel, and what they
 * do in some microseconds each is called. Such parts also differ less among the layers of a network
 * than whole kernels do, and are shared more often.
 *
 * A part is a run of statements that exchanges no registers with others. It is the innermost loop that
 * takes long, because that is what kernels have in common, or what stands beside one.
 */
export function outline(
  kernel: readonly Statement[],
): ReadonlyMap<Statement, readonly Statement[]> {
  const parts = new Map<Statement, readonly Statement[]>();
  const divide = (statements: readonly Statement[], isRepeated: boolean): void => {
    const runs = independentRuns(statements);
    for (const run of runs) {
      const body = closedLoop(run)?.body;
      // Threads divide loops of the kernel itself, never of a part.
      const isAround =
        body !== undefined && (isParallel(run) || isWorthLookingInto(body, isRepeated));
      if (isAround) divide(body, true);
      else if ((isRepeated || runs.length > 1) && work(run) >= WORTH_A_CALL) parts.set(run[0], run);
    }
  };
  divide(kernel, false);
  return parts;
}

/** Whether the loop around `body` belongs to the kernel, and parts lie inside. */
function isWorthLookingInto(body: readonly Statement[], isRepeated: boolean): boolean {
  if (!isRepeated && work(body) >= WORTH_A_CALL) return true;
  return independentRuns(body).some((run) => closedLoop(run) !== undefined && work(run) >= LONG);
}

/** A loop whose turns need no register that was set before them. */
function closedLoop([first, ...others]: readonly Statement[]): ForStatement | undefined {
  if (others.length > 0 || first.kind !== 'for') return undefined;
  return registersNeeded(first.body).size > 0 ? undefined : first;
}
