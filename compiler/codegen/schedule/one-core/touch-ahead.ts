import type { Caches, CoreMachine } from '../../../target/machine.js';
import {
  add,
  dependsOn,
  isConstant,
  scale,
  subtract,
  toIndex,
} from '../../../lower/formulas/index-expr.js';
import type { Index } from '../../../lower/formulas/index-expr.js';
import type {
  ForStatement,
  Kernel,
  Statement,
  TouchStatement,
} from '../../../lower/loops/loop-ir.js';
import { elementBytes } from '../../../lower/loops/loop-ir.js';
import { bodyOf } from '../../../lower/loops/rewrite-loops.js';
import type { WeightRegion } from './weight-region.js';
import { weightRegions } from './weight-region.js';
import { iterationsOf } from '../nests/work.js';

/** With more lines to touch, touching costs more than waiting; with fewer, waiting doesn't show. */
const MOST_LINES_PER_STEP = 1 / 4;
const LEAST_LINES_PER_STEP = 1 / 28;

/**
 * Brings the weights of a loop's next iteration into the cache while this iteration computes.
 *
 * Where many weights meet few pixels, a panel of weights comes from far away and is soon used up. A core
 * fetches ahead along lines that it reads one after another, but not what comes behind the panel, and it
 * looks no further than some two hundred instructions for work to do while it waits. So the sum that takes
 * longest in each iteration touches at each step what the next iteration will read, a little further on; in
 * the last iteration its own weights again. A step has room for that: what limits it is arithmetic.
 */
export function touchAhead(kernel: Kernel, { caches }: CoreMachine): Kernel {
  const touches = new Map<ForStatement, TouchStatement>();
  const visit = (statements: readonly Statement[], around: readonly ForStatement[]): void => {
    for (const statement of statements) {
      if (statement.kind !== 'for') {
        visit(bodyOf(statement), around);
        continue;
      }
      visit(statement.body, [...around, statement]);
      const sum = longestSum(statement);
      if (sum === undefined) continue;
      for (const region of weightRegions(statement)) {
        // What loops around read again is nearer from the second time on.
        const isReadAgain = around.some(({ variable }) => !dependsOn(region.next, variable));
        const touch = isReadAgain ? undefined : touchOf(sum, region, caches);
        if (touch !== undefined) touches.set(sum.innermost, touch);
      }
    }
  };
  visit(kernel.body, []);
  return touches.size === 0 ? kernel : { ...kernel, body: withTouches(kernel.body, touches) };
}

/** The innermost loop of a sum, and the loops around it, outermost first. */
interface Sum {
  readonly around: readonly ForStatement[];
  readonly innermost: ForStatement;
  /** Iterations of the innermost loop, in all. */
  readonly steps: number;
}

/** The sum that takes most steps in an iteration of a loop. */
function longestSum({ body }: ForStatement): Sum | undefined {
  let longest: Sum | undefined;
  const visit = (statements: readonly Statement[], around: readonly ForStatement[]): void => {
    for (const statement of statements) {
      if (statement.kind !== 'for') {
        visit(bodyOf(statement), around);
        continue;
      }
      const nest = [...around, statement];
      if (statement.body.some(({ kind }) => kind !== 'set')) {
        visit(statement.body, nest);
        continue;
      }
      const steps = nest.reduce((product, each) => product * iterationsOf(each), 1);
      if (steps > (longest?.steps ?? 0)) longest = { around, innermost: statement, steps };
    }
  };
  visit(body, []);
  return longest;
}

/**
 * What each step touches, so that all steps together go over the region: `ahead` elements further on with
 * each iteration of the innermost loop, `apart` with each iteration of the loops around. These may overlap
 * and, rounded down, leave out the region's last elements, fewer than there are iterations around; they
 * never reach beyond it. Undefined where there are too many lines for the steps, or too few to matter.
 */
function touchOf(
  { around, innermost, steps }: Sum,
  { buffer, elements, iterations, next }: WeightRegion,
  { lineBytes, nearBytes }: Caches,
): TouchStatement | undefined {
  const { variable, from, to } = innermost;
  if (!isConstant(from) || !isConstant(to)) return undefined;
  const size = elementBytes(buffer);
  if (elements * iterations * size < nearBytes) return undefined;
  const linesPerStep = (elements * size) / lineBytes / steps;
  if (linesPerStep > MOST_LINES_PER_STEP || linesPerStep < LEAST_LINES_PER_STEP) return undefined;
  const length = iterationsOf(innermost);
  const iterationsAround = steps / length;
  const ahead = Math.ceil(elements / steps);
  const apart = Math.floor((elements - ahead * length) / Math.max(1, iterationsAround - 1));
  const step = subtract(variable, from);
  const address = add(next, scale(iterationNumber(around), apart), scale(step, ahead));
  return { kind: 'touch', buffer, address };
}

/** Counts the iterations of nested loops. */
function iterationNumber(loops: readonly ForStatement[]): Index {
  return loops.reduce(
    (outer, each) =>
      add(scale(outer, iterationsOf(each)), subtract(each.variable, each.variable.min)),
    toIndex(0),
  );
}

function withTouches(
  statements: readonly Statement[],
  touches: ReadonlyMap<ForStatement, TouchStatement>,
): Statement[] {
  return statements.map((statement): Statement => {
    switch (statement.kind) {
      case 'for': {
        const touch = touches.get(statement);
        const body = withTouches(statement.body, touches);
        return { ...statement, body: touch === undefined ? body : [...body, touch] };
      }
      case 'if':
      case 'if-any':
      case 'while':
      case 'outlined':
        return { ...statement, body: withTouches(statement.body, touches) };
      case 'let':
      case 'lookup':
      case 'set':
      case 'store':
      case 'touch':
      case 'barrier':
        return statement;
    }
  });
}
