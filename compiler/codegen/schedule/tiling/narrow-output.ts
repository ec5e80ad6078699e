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
    ? { outputs, extent: outputs, sumAxis }
    : undefined;
}

/**
 * How reductions are done along what they go over, where that is what lies in a row and the outputs are not: the
 * sum of each row of a matrix. Then lanes of a vector of outputs would be gathered one by one. Undefined
 * where it lies otherwise, or reductions don't all end along the same whole vectors.
 */
export function sumsAcross(placed: PlacedCompute, vectorAxis: Variable): NarrowOutput | undefined {
  const { compute, operands } = placed;
  const [sumAxis, ...others] = new Set(compute.reductions.flatMap(({ axes }) => axes.slice(-1)));
  if (sumAxis === undefined || others.length > 0 || (sumAxis.max + 1) % 4 !== 0) return undefined;
  const over = compute.reductions.filter(({ axes }) => axes.length > 0);
  const isBounded = over
    .flatMap(({ domain, body }) => [...domain, ...boundsIn(body)])
    .some(({ index }) => dependsOn(index, sumAxis));
  const reads = over.flatMap(({ body }) => readsIn(body));
  const isAlong = (read: Read): boolean => {
    const site = operands[read.operand];
    if (site.kind !== 'value') return false;
    const address = addressOf(site, read.index);
    return coefficientOf(address, sumAxis) === 1 && coefficientOf(address, vectorAxis) !== 1;
  };
  if (isBounded || !reads.every(isAlong)) return undefined;
  const extent = outputsAlong(placed, vectorAxis);
  return { outputs: Math.min(4, extent), extent, sumAxis };
}

/** Where the axis goes on over the padding of the output, only those before count. */
function outputsAlong({ compute, output }: PlacedCompute, vectorAxis: Variable): number {
  const along = compute.output.findIndex((index) => coefficientOf(index, vectorAxis) === 1);
  const extent = vectorAxis.max + 1;
  return along === -1 ? extent : Math.min(extent, output.shape[along]);
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
