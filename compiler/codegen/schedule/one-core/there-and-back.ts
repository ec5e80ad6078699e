import { ONE_CORE } from '../../../target/one-core.js';
import type { Variable } from '../../index-expr.js';
import {
  add,
  dependsOn,
  scale,
  substitute,
  toIndex,
  variable,
  variablesOf,
} from '../../index-expr.js';
import type { Statement } from '../../loop-ir.js';
import { mapIndices } from '../../rewrite-loops.js';
import type { PlacedStage } from '../placement/placed-node.js';
import type { Direction } from '../nests/loops.js';
import { loop, repeat } from '../nests/loops.js';
import type { Plan } from '../tiling/plan.js';
import type { PlacedCompute } from '../placement/site.js';
import { readsOf, storedBytes } from '../placement/site.js';

/**
 * Whether all that a computation waits for are weights which every turn of a loop around it reads
 * again, each once: a product of a matrix and one vector, as in a recurrence.
 */
export function streamsWeights(
  { compute, operands }: PlacedCompute,
  { vectorAxis, tileAxis }: Plan,
): boolean {
  if (vectorAxis === undefined || tileAxis !== undefined) return false;
  const own = new Set([...compute.axes, ...compute.reductions.flatMap(({ axes }) => axes)]);
  const streamed = new Set(
    readsOf(compute)
      .filter(({ index }) => index.some((coordinate) => dependsOn(coordinate, vectorAxis)))
      // What depends on the loop around is something else in each turn.
      .filter(({ index }) => index.every((at) => [...variablesOf(at)].every((v) => own.has(v))))
      .map(({ operand }) => operands[operand])
      .filter((site) => site.kind === 'constant'),
  );
  return (
    [...streamed].reduce((bytes, site) => bytes + storedBytes(site), 0) >= ONE_CORE.caches.nearBytes
  );
}

/**
 * A loop over the values of `turn`, of which every second one does its work backwards where all the
 * work of some of its stages is to read weights.
 */
export function repeatTurns(
  turn: Variable,
  stages: readonly PlacedStage[],
  body: (direction: Direction) => readonly Statement[],
): readonly Statement[] {
  const turnsRound =
    turn.max > 0 && stages.some((each) => 'plan' in each && streamsWeights(each.placed, each.plan));
  return turnsRound
    ? thereAndBack(turn, body('forwards'), body('backwards'))
    : repeat(turn, () => body('forwards'));
}

/**
 * A loop of which every second turn does its work backwards. A cache drops what was not used for
 * longest: where the weights of a turn just don't fit, going through them in the same order each time
 * finds none of them left, and turning round finds all but what didn't fit.
 */
function thereAndBack(
  turn: Variable,
  there: readonly Statement[],
  back: readonly Statement[],
): readonly Statement[] {
  const turns = turn.max + 1;
  const pair = variable(`${turn.name}_pair`, Math.floor(turns / 2));
  const at = (body: readonly Statement[], offset: number): readonly Statement[] =>
    mapIndices(body, (index) =>
      substitute(index, (v) => (v === turn ? add(scale(pair, 2), offset) : v)),
    );
  const both = [...at(there, 0), ...at(back, 1)];
  const pairs = loop(pair, toIndex(0), toIndex(pair.max + 1), both);
  if (turns % 2 === 0) return [pairs];
  return [pairs, loop(turn, toIndex(turns - 1), toIndex(turns), there)];
}
