import type { Read } from '../../../lower/formulas/compute.js';
import { boundsIn, readsIn } from '../../../lower/formulas/compute.js';
import type { Variable } from '../../../lower/formulas/index-expr.js';
import { coefficientOf, dependsOn } from '../../../lower/formulas/index-expr.js';
import type { NarrowOutput } from './plan.js';
import type { PlacedCompute } from '../placement/site.js';
import { addressOf, readsNarrowWeights } from '../placement/site.js';

/** From four outputs on no lane is idle. */
const MOST_OUTPUTS = 3;
/** Shorter rows of a reduction save less than adding up lanes takes. */
const LEAST_ROW = 16;

/**
 * How sums are taken along the reduction where a product has fewer outputs next to each other than a
 * vector has lanes: what both factors have next to each other, like the channels of a pixel and of a
 * weight, must be whole vectors. Undefined where it has more outputs, or the factors don't lie so.
 */
export function narrowOutput(
  placed: PlacedCompute,
  vectorAxis: Variable,
): NarrowOutput | undefined {
  const { compute, output } = placed;
  const along = compute.output.findIndex((index) => dependsOn(index, vectorAxis));
  // The axis itself may go on over the padding.
  const outputs = Math.min(vectorAxis.max + 1, output.shape[along]);
  const [{ axes, body, domain }] = compute.reductions;
  const sumAxis = axes.at(-1);
  if (outputs > MOST_OUTPUTS || sumAxis === undefined || readsNarrowWeights(placed)) {
    return undefined;
  }
  const row = sumAxis.max + 1;
  const isBounded = [...domain, ...boundsIn(body)].some(({ index }) => dependsOn(index, sumAxis));
  const isVector = readsIn(body).every((read) => liesAlong(placed, read, sumAxis));
  return row >= LEAST_ROW && row % 4 === 0 && !isBounded && isVector
    ? { outputs, sumAxis }
    : undefined;
}

function liesAlong({ operands }: PlacedCompute, { operand, index }: Read, axis: Variable): boolean {
  const site = operands[operand];
  if (site.kind === 'value') return coefficientOf(addressOf(site, index), axis) === 1;
  // A weight is packed for it: it only has to have one axis along.
  const coordinates = index.filter((coordinate) => dependsOn(coordinate, axis));
  return (
    site.kind === 'constant' &&
    coordinates.length === 1 &&
    coefficientOf(coordinates[0], axis) === 1
  );
}
