import { roundUp } from '../../../ir/layout.js';
import type { Compute } from '../../../lower/formulas/compute.js';
import type { Index, Variable } from '../../../lower/formulas/index-expr.js';
import { add, scale, toIndex, variable } from '../../../lower/formulas/index-expr.js';
import type { Statement } from '../../../lower/loops/loop-ir.js';
import { interior } from './interior.js';
import { repeat } from '../../../lower/loops/build-loops.js';
import type { Plan } from '../tiling/plan.js';
import { slidingAxis } from './taps.js';

/** So many tiles get code of their own; more would cost more in size than they are worth. */
const MOST_FIXED_TILES = 3;
/** A row at the edge by itself takes about twice as long; of so many rows one may. */
const ROWS_PER_SINGLE = 16;
/** 3×3 on a colour image. A row with a shorter sum takes too little time by itself to be worth code. */
const LEAST_STEPS = 27;

type RowTile = (start: Index, count: number) => readonly Statement[];

/**
 * The rows of a window that slides along the tiled axis with its taps written out: tiles of `tile`
 * rows from the first on, at the edges with those taps left out that fall outside. Undefined when the
 * kernel is no such window, or so little of it lies between the edges that this is not worth its
 * code.
 */
export function windowRows(
  compute: Compute,
  plan: Plan,
  body: RowTile,
): readonly Statement[] | undefined {
  const { vectorAxis, tileAxis } = plan;
  if (tileAxis === undefined || slidingAxis(compute, vectorAxis) !== tileAxis) return undefined;
  return tilesFromFirst(compute, tileAxis, plan.tile, body);
}

/**
 * The rows of any other window in the same tiles, at the edges with a loop per tap (`edge-taps.ts`).
 * Undefined where no row or few would otherwise be computed by themselves.
 */
export function edgeRows(
  compute: Compute,
  tileAxis: Variable,
  tile: number,
  body: RowTile,
): readonly Statement[] | undefined {
  const extent = tileAxis.max + 1;
  const { begin, end } = interior(compute, tileAxis);
  if (begin === 0 && end === extent) return undefined;
  const singles = extent - tile * Math.floor((end - begin) / tile);
  if (ROWS_PER_SINGLE * singles < extent || stepsOf(compute) < LEAST_STEPS) return undefined;
  return tilesFromFirst(compute, tileAxis, tile, body);
}

/**
 * Tiles of `tile` rows from the first on. Between the edges one loop serves all; at the edges a tile
 * stands at a fixed place, where it is known which taps fall outside.
 */
function tilesFromFirst(
  compute: Compute,
  tileAxis: Variable,
  tile: number,
  body: RowTile,
): readonly Statement[] | undefined {
  const extent = tileAxis.max + 1;
  const { begin, end } = interior(compute, tileAxis);
  const first = Math.min(extent, roundUp(begin, tile));
  const tiles = Math.max(0, Math.floor((end - first) / tile));
  const last = first + tiles * tile;
  const [before, behind] = [starts(0, first, tile), starts(last, extent, tile)];
  if (before.length + behind.length > MOST_FIXED_TILES) return undefined;
  const at = (start: number): readonly Statement[] =>
    body(toIndex(start), Math.min(tile, extent - start));
  const between = variable(`${tileAxis.name}_tile`, tiles);
  return [
    ...before.flatMap(at),
    ...(tiles > 0 ? repeat(between, (i) => body(add(first, scale(i, tile)), tile)) : []),
    ...behind.flatMap(at),
  ];
}

/** The multiples of `step` from `from` on, below `to`. */
function starts(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => from + i * step);
}

/** How many products an element sums up. */
function stepsOf({ reductions }: Compute): number {
  const axes = reductions.flatMap((reduction) => reduction.axes);
  return axes.reduce((product, { min, max }) => product * (max - min + 1), 1);
}
