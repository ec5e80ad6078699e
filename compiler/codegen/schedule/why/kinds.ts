import type { PlacedCompute } from '../placement/site.js';
import type { TileAxes } from '../tiling/tile-axes.js';
import { readsAlong } from './reads.js';

/** One of the ways in which a register tile may lie, and why it does or does not. */
export interface KindVerdict {
  readonly kind: TileAxes['kind'] | 'narrow sums';
  readonly fits: boolean;
  readonly why: string;
}

const SEVERAL = 'each place has several outputs, which take the registers';

/** What `tileAxes` found, and what speaks against each of the other kinds, in its order. */
export function kindVerdicts(placed: PlacedCompute, axes: TileAxes): KindVerdict[] {
  const { reductions, unrolled } = placed.compute;
  const vector = 'vectorAxis' in axes ? axes.vectorAxis.name : undefined;
  const along = vector ?? 'any axis';
  const tile = 'tileAxis' in axes ? axes.tileAxis.name : undefined;
  const constant = readsAlong(placed)
    .filter(({ shared }) => vector !== undefined && shared.includes(vector))
    .map(({ tensor }) => tensor);
  const unshared = `all that is read changes along ${along}`;
  const common = `${constant.join(' and ')} ${constant.length === 1 ? 'is' : 'are'} the same along ${along}`;
  const sharing = tile === undefined ? '' : `neighbours along ${tile} share what they read`;
  const isReduced = reductions.length === 1;
  const statistics = reductions.length === 0 ? 'nothing is reduced' : 'several results are reduced';
  const against: Record<TileAxes['kind'], string> = {
    scalar: `outputs lie next to each other along ${along}`,
    unrolled: unrolled === undefined ? 'each place has one output' : 'there is a reduction',
    stream: unrolled !== undefined ? SEVERAL : tile === undefined ? common : sharing,
    row: !isReduced ? statistics : tile === undefined ? unshared : sharing,
    window: !isReduced ? statistics : constant.length > 0 ? common : 'no other axis shares reads',
    product: !isReduced
      ? statistics
      : constant.length > 0
        ? 'no other axis shares reads'
        : unshared,
  };
  const fits: Record<TileAxes['kind'], string> = {
    scalar: 'the output has no neighbours in memory',
    unrolled: SEVERAL,
    stream: isReduced ? unshared : statistics,
    row: `${common}, and no other axis shares reads`,
    window: `${sharing}, and ${unshared}`,
    product: `${sharing}, and ${common}`,
  };
  const kinds = Object.keys(against) as TileAxes['kind'][];
  return [
    ...kinds.map((kind) => ({
      kind,
      fits: kind === axes.kind,
      why: kind === axes.kind ? fits[kind] : vector === undefined ? fits.scalar : against[kind],
    })),
    ...(axes.kind === 'product' ? [narrowVerdict(axes)] : []),
  ];
}

function narrowVerdict({
  narrow,
  vectorAxis,
}: Extract<TileAxes, { kind: 'product' }>): KindVerdict {
  return {
    kind: 'narrow sums',
    fits: narrow !== undefined,
    why:
      narrow === undefined
        ? `outputs along ${vectorAxis.name} fill vectors, or factors do not lie along the sum in whole ones`
        : `${narrow.outputs} outputs along ${vectorAxis.name} would leave lanes idle: vectors lie along ${narrow.sumAxis.name}`,
  };
}
