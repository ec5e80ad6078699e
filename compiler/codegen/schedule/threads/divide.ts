import { isConstant, toIndex, variable } from '../../../lower/formulas/index-expr.js';
import type { ForStatement, Statement } from '../../../lower/loops/loop-ir.js';
import { independentRuns, registersNeeded } from '../nests/independent.js';
import { loop } from '../../../lower/loops/build-loops.js';
import { iterationsOf, work } from '../nests/work.js';

/**
 * A barrier stands before and after a kernel that threads divide, which takes a microsecond or two, and
 * longer when one of them is late. This much work takes some ten times as long.
 */
export const LEAST_WORK = 100_000;
/** What claiming iterations takes, an atomic operation or two, and how much it should be good for. */
const CLAIM_WORK = 400;
const PIECE_WORK = 20_000;
/** Of what pays for a barrier, what pays for being divided: one thread does less by itself. */
const DIVIDED_PART = 1 / 20;
/** Numbers of threads for which work is divided: what is even for these is good for others. */
const THREADS = [2, 3, 4];
/** A loop that keeps threads busy this much of their time is not worth looking into. */
const EVEN_ENOUGH = 0.9;
/** Three threads then take two thirds of the time of one. */
const LEAST_LOAD_TO_REFUSE = 2;

/**
 * Marks the loops of computations that don't depend on each other whose iterations threads divide among
 * themselves: the outermost ones that give every thread about the same, because then a thread reads
 * the least of what others read as well. Elements of the output don't depend on each other either,
 * so loops outside and inside a divided one need no attention. Returns statements that are too small
 * to be divided, or that can't be, as they are.
 */
export function divideAmongThreads(
  statements: readonly Statement[],
  leastWork = LEAST_WORK,
): readonly Statement[] {
  const whole = work(statements);
  if (whole < leastWork) return statements;
  const divided = divide(statements, leastWork);
  return divided.load < LEAST_LOAD_TO_REFUSE * whole ? divided.statements : statements;
}

export interface Division {
  readonly statements: readonly Statement[];
  /**
   * The work of the busiest thread times the number of threads, which is all the work when it is
   * divided evenly; the mean over THREADS.
   */
  readonly load: number;
}

/**
 * Divides computations that don't depend on each other, whatever comes of it, except that what is far
 * shorter than `leastWork`, which pays for a barrier, is for one of the threads.
 */
export function divide(statements: readonly Statement[], leastWork: number): Division {
  const runs = independentRuns(statements).map((run) => divideRun(run, leastWork));
  return {
    statements: runs.flatMap((run) => run.statements),
    load: runs.reduce((sum, { load }) => sum + load, 0),
  };
}

function divideRun(run: readonly Statement[], leastWork: number): Division {
  const [first] = run;
  const isShort = work(run) < DIVIDED_PART * leastWork;
  if (isShort || run.length > 1 || first.kind !== 'for' || registersNeeded(first.body).size > 0) {
    return byOneThread(run);
  }
  const whole = divideTurns(first);
  if (work(run) >= EVEN_ENOUGH * whole.load) return whole;
  const { statements, load } = divide(first.body, leastWork);
  const inside = { statements: [{ ...first, body: statements }], load: iterationsOf(first) * load };
  return inside.load < whole.load ? inside : whole;
}

function divideTurns(statement: ForStatement): Division {
  if (!isConstant(statement.from) || !isConstant(statement.to)) return byOneThread([statement]);
  const iterations = iterationsOf(statement);
  return {
    statements: [claimed(statement)],
    load: meanOverThreads(
      (t) => t * ((work([statement]) / iterations) * Math.ceil(iterations / t) + CLAIM_WORK),
    ),
  };
}

/** The iterations of a loop as what threads claim, not so few at a time that claiming shows. */
export function claimed(statement: ForStatement): ForStatement {
  const least = Math.ceil((PIECE_WORK * iterationsOf(statement)) / (1 + work([statement])));
  return {
    ...statement,
    parallel: { kind: 'claimed', least: Math.min(least, iterationsOf(statement)) },
  };
}

/** A divided loop of one iteration: one of the threads takes it. */
function byOneThread(run: readonly Statement[]): Division {
  const once = loop(variable('once', 1), toIndex(0), toIndex(1), run);
  return {
    statements: [claimed(once)],
    load: meanOverThreads((t) => t * (work(run) + CLAIM_WORK)),
  };
}

function meanOverThreads(of: (threads: number) => number): number {
  return THREADS.reduce((sum, threads) => sum + of(threads), 0) / THREADS.length;
}
