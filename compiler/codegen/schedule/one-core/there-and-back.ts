import type { CoreMachine } from '../../../target/machine.js';
import type { Variable } from '../../../lower/formulas/index-expr.js';
import {
  add,
  dependsOn,
  scale,
  substitute,
  toIndex,
  variable,
  variablesOf,
} from '../../../lower/formulas/index-expr.js';
import type { Statement } from '../../../lower/loops/loop-ir.js';
import { mapIndices } from '../../../lower/loops/rewrite-loops.js';
import type { PlacedStage } from '../placement/placed-node.js';
import type { Direction } from '../nests/loops.js';
import { loop, repeat } from '../../../lower/loops/build-loops.js';
import type { Plan } from '../tiling/plan.js';
import type { PlacedCompute } from '../placement/site.js';
import { readsOf, storedBytes } from '../placement/site.js';

/**
 * Whether all that a computation waits for are weights which every iteration of a loop around it reads
 * again, each once: a product of a matrix and one vector, as in a recurrence.
 */
export function streamsWeights(
  { compute, operands }: PlacedCompute,
  { vectorAxis, tileAxis }: Plan,
  { caches }: CoreMachine,
): boolean {
  if (vectorAxis === undefined || tileAxis !== undefined) return false;
  const own = new Set([...compute.axes, ...compute.reductions.flatMap(({ axes }) => axes)]);
  const streamed = new Set(
    readsOf(compute)
      .filter(({ index }) => index.some((coordinate) => dependsOn(coordinate, vectorAxis)))
      // What depends on the loop around is something else in each iteration.
      .filter(({ index }) => index.every((at) => [...variablesOf(at)].every((v) => own.has(v))))
      .map(({ operand }) => operands[operand])
      .filter((site) => site.kind === 'constant'),
  );
  return [...streamed].reduce((bytes, site) => bytes + storedBytes(site), 0) >= caches.nearBytes;
}

/**
 * A loop over the values of `iteration`, of which every second one does its work backwards where all the
 * work of some of its stages is to read weights.
 */
export function repeatIterations(
  iteration: Variable,
  stages: readonly PlacedStage[],
  core: CoreMachine,
  body: (direction: Direction) => readonly Statement[],
): readonly Statement[] {
  const readsBackwards =
    iteration.max > 0 &&
    stages.some((each) => 'plan' in each && streamsWeights(each.placed, each.plan, core));
  return readsBackwards
    ? thereAndBack(iteration, body('forwards'), body('backwards'))
    : repeat(iteration, () => body('forwards'));
}

/**
 * A loop of which every second iteration does its work backwards. A cache drops what was not used for
 * longest: where the weights of an iteration just don't fit, going through them in the same order each time
 * finds none of them left, and turning round finds all but what didn't fit.
 */
function thereAndBack(
  iteration: Variable,
  there: readonly Statement[],
  back: readonly Statement[],
): readonly Statement[] {
  const iterations = iteration.max + 1;
  const pair = variable(`${iteration.name}_pair`, Math.floor(iterations / 2));
  const at = (body: readonly Statement[], offset: number): readonly Statement[] =>
    mapIndices(body, (index) =>
      substitute(index, (v) => (v === iteration ? add(scale(pair, 2), offset) : v)),
    );
  const both = [...at(there, 0), ...at(back, 1)];
  const pairs = loop(pair, toIndex(0), toIndex(pair.max + 1), both);
  if (iterations % 2 === 0) return [pairs];
  return [pairs, loop(iteration, toIndex(iterations - 1), toIndex(iterations), there)];
}
