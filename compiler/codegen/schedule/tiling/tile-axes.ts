import type { Compute } from '../../../lower/formulas/compute.js';
import { readsIn } from '../../../lower/formulas/compute.js';
import type { Index, Variable } from '../../../lower/formulas/index-expr.js';
import { coefficientOf, dependsOn } from '../../../lower/formulas/index-expr.js';
import { unitStrideAxis } from '../placement/fuse-axes.js';
import { narrowOutput, sumsAcross } from './narrow-output.js';
import type { NarrowOutput } from './plan.js';
import type { PlacedCompute } from '../placement/site.js';
import { addressOf } from '../placement/site.js';
import { readsAlong } from './reads-along.js';
import { slidingAxis } from '../nests/taps.js';
import { splitAxes } from '../../../lower/formulas/split-axes.js';

/** Along which axes a kernel's register tile lies, and what decides about its size. */
export type TileAxes =
  /** The output is a single element, or nothing of it is next to anything else. */
  | { readonly kind: 'scalar' }
  /** Several outputs are written out at each place: registers are spent on them. */
  | { readonly kind: 'unrolled'; readonly vectorAxis: Variable }
  /** Neighbours share nothing, so that the kernel streams; `perLane` unless all lanes are the same. */
  | {
      readonly kind: 'stream';
      readonly vectorAxis: Variable;
      readonly perLane: boolean;
      readonly narrow?: NarrowOutput;
    }
  /** What is read for one element along the row is shared by the whole row: a product with a vector. */
  | { readonly kind: 'row'; readonly vectorAxis: Variable }
  /** Rows share what changes along the vectorised axis only: weights, or taps of a window. */
  | { readonly kind: 'window'; readonly vectorAxis: Variable; readonly tileAxis: Variable }
  /** Rows share weights and columns share pixels: a matrix product, a convolution. */
  | {
      readonly kind: 'product';
      readonly vectorAxis: Variable;
      readonly tileAxis: Variable;
      readonly narrow?: NarrowOutput;
    };

/** Whether a register tile lies in one of the ways, and why it does or does not. */
export interface TileVerdict {
  readonly kind: TileAxes['kind'];
  /** Present where it does. */
  readonly axes?: TileAxes;
  readonly why: () => string;
}

/** Follows from how the reduction's reads depend on the axes, not from the op's name. */
export function tileAxes(placed: PlacedCompute): TileAxes {
  for (const { axes } of tileVerdicts(placed)) if (axes !== undefined) return axes;
  throw new Error(`no tile lies along the axes of ${placed.output.buffer.name}`);
}

/** Of each kind, of which one fits. */
export function* tileVerdicts(placed: PlacedCompute): Generator<TileVerdict> {
  const vectorAxis = unitStrideAxis(placed.compute, placed.output);
  const alone = (): string => 'the output has no neighbours in memory';
  yield vectorAxis === undefined
    ? { kind: 'scalar', axes: { kind: 'scalar' }, why: alone }
    : { kind: 'scalar', why: () => `outputs lie next to each other along ${vectorAxis.name}` };
  const facts = vectorAxis && factsOf(placed, vectorAxis);
  for (const [kind, decide] of VECTOR_KINDS) {
    yield { kind, ...(facts === undefined ? { why: alone } : decide(facts)) };
  }
}

/** What decides about a tile of vectors. */
interface Facts {
  readonly placed: PlacedCompute;
  readonly vectorAxis: Variable;
  /** The axis whose neighbours share what they read, where a single reduction has one. */
  readonly tileAxis: Variable | undefined;
  /** Whether every read of the reduction is another one along the vectors. */
  readonly isPerLane: boolean;
}

type Decision = Pick<TileVerdict, 'axes' | 'why'>;

const SEVERAL = 'each place has several outputs, which take the registers';
const NO_OTHER = 'no other axis shares reads';

const VECTOR_KINDS: readonly (readonly [TileAxes['kind'], (facts: Facts) => Decision])[] = [
  [
    'unrolled',
    ({ placed: { compute }, vectorAxis }) => {
      if (compute.unrolled === undefined) return { why: () => 'each place has one output' };
      if (compute.reductions.length > 0) return { why: () => 'there is a reduction' };
      return { axes: { kind: 'unrolled', vectorAxis }, why: () => SEVERAL };
    },
  ],
  [
    'stream',
    (facts) => {
      const { placed, vectorAxis, tileAxis, isPerLane } = facts;
      const { reductions, unrolled } = placed.compute;
      const stream = (perLane: boolean, why: () => string): Decision => {
        const narrow = perLane ? sumsAcross(placed, vectorAxis) : undefined;
        return { axes: { kind: 'stream', vectorAxis, perLane, ...(narrow && { narrow }) }, why };
      };
      if (reductions.length === 0 && unrolled !== undefined) return { why: () => SEVERAL };
      if (reductions.length === 0) return stream(true, () => notOne(facts));
      // Statistics of each channel read whole lines of channels; those over channels have no use for it.
      if (reductions.length > 1) return stream(isPerLane, () => notOne(facts));
      if (tileAxis !== undefined) return { why: () => sharing(tileAxis) };
      return isPerLane ? stream(true, () => unshared(facts)) : { why: () => common(facts) };
    },
  ],
  [
    'row',
    (facts) => {
      const { vectorAxis, tileAxis, isPerLane } = facts;
      if (!isSum(facts)) return { why: () => notOne(facts) };
      if (tileAxis !== undefined) return { why: () => sharing(tileAxis) };
      if (isPerLane) return { why: () => unshared(facts) };
      return { axes: { kind: 'row', vectorAxis }, why: () => `${common(facts)}, and ${NO_OTHER}` };
    },
  ],
  [
    'window',
    (facts) => {
      const { vectorAxis, tileAxis, isPerLane } = facts;
      if (!isSum(facts)) return { why: () => notOne(facts) };
      if (!isPerLane) return { why: () => common(facts) };
      if (tileAxis === undefined) return { why: () => NO_OTHER };
      return {
        axes: { kind: 'window', vectorAxis, tileAxis },
        why: () => `${sharing(tileAxis)}, and ${unshared(facts)}`,
      };
    },
  ],
  [
    'product',
    (facts) => {
      const { placed, vectorAxis, tileAxis, isPerLane } = facts;
      if (!isSum(facts)) return { why: () => notOne(facts) };
      if (isPerLane) return { why: () => unshared(facts) };
      if (tileAxis === undefined) return { why: () => NO_OTHER };
      const narrow = narrowOutput(placed, vectorAxis);
      return {
        axes: { kind: 'product', vectorAxis, tileAxis, ...(narrow && { narrow }) },
        why: () => `${sharing(tileAxis)}, and ${common(facts)}`,
      };
    },
  ],
];

function factsOf(placed: PlacedCompute, vectorAxis: Variable): Facts {
  const [reduction, ...others] = placed.compute.reductions;
  const reads = reduction === undefined ? [] : readsIn(reduction.body).map(({ index }) => index);
  const isOne = reduction !== undefined && others.length === 0;
  return {
    placed,
    vectorAxis,
    tileAxis: isOne ? sharedAxis(placed, vectorAxis, reads) : undefined,
    isPerLane: reads.every((index) => uses(index, vectorAxis)),
  };
}

/** The axis, of those with the smallest stride, along which neighbours share what they read. */
function sharedAxis(
  { compute, output }: PlacedCompute,
  vectorAxis: Variable,
  reads: readonly (readonly Index[])[],
): Variable | undefined {
  const address = addressOf(output, compute.output);
  const stride = (axis: Variable): number => coefficientOf(address, axis) ?? Infinity;
  const [nearest] = compute.axes
    .filter((axis) => axis !== vectorAxis && axis.max > 0)
    .filter((axis) => reads.some((index) => uses(index, axis)))
    .filter(
      (axis) =>
        axis === slidingAxis(compute, vectorAxis) ||
        reads.some((index) => uses(index, vectorAxis) && !uses(index, axis)),
    )
    .sort((a, b) => stride(a) - stride(b));
  return nearest;
}

function uses(index: readonly Index[], axis: Variable): boolean {
  return index.some((coordinate) => dependsOn(coordinate, axis));
}

function isSum({ placed }: Facts): boolean {
  return placed.compute.reductions.length === 1;
}

function notOne({ placed }: Facts): string {
  return placed.compute.reductions.length === 0
    ? 'nothing is reduced'
    : 'several results are reduced';
}

function sharing({ name }: Variable): string {
  return `neighbours along ${name} share what they read`;
}

function unshared({ vectorAxis }: Facts): string {
  return `all that is read changes along ${vectorAxis.name}`;
}

function common({ placed, vectorAxis: { name } }: Facts): string {
  const constant = readsAlong(placed).filter(({ shared }) => shared.includes(name));
  const tensors = constant.map(({ tensor }) => tensor).join(' and ');
  return `${tensors} ${constant.length === 1 ? 'is' : 'are'} the same along ${name}`;
}

/** The loops around a tile, and around the panels of the vectorised axis that it belongs to. */
export function serialAxes(
  compute: Compute,
  { vectorAxis, tileAxis }: Partial<Record<'vectorAxis' | 'tileAxis', Variable>>,
): Variable[] {
  return splitAxes(compute).outer.filter((axis) => axis !== vectorAxis && axis !== tileAxis);
}
