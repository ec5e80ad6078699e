import type { Variable } from '../../../lower/formulas/index-expr.js';
import type { PlacedCompute } from '../placement/site.js';
import type { NarrowOutput } from '../tiling/plan.js';
import type { TileAxes } from '../tiling/tile-axes.js';
import { tileVerdicts } from '../tiling/tile-axes.js';

/** One of the ways in which a register tile may lie, and why it does or does not. */
export interface KindVerdict {
  readonly kind: TileAxes['kind'] | 'narrow sums';
  readonly fits: boolean;
  readonly why: string;
}

/** What `tileAxes` found, and what speaks against each of the other kinds, in its order. */
export function kindVerdicts(placed: PlacedCompute): KindVerdict[] {
  return [...tileVerdicts(placed)].flatMap(({ kind, axes, why }) => [
    { kind, fits: axes !== undefined, why: why() },
    ...(axes?.kind === 'product' ? [narrowVerdict(axes)] : []),
    ...(axes?.kind === 'stream' && axes.narrow
      ? [acrossVerdict(axes.vectorAxis, axes.narrow)]
      : []),
  ]);
}

function acrossVerdict(vectorAxis: Variable, { sumAxis }: NarrowOutput): KindVerdict {
  return {
    kind: 'narrow sums',
    fits: true,
    why: `what is read lies along ${sumAxis.name} and not along ${vectorAxis.name}: so do the vectors`,
  };
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
