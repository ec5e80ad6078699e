import type { GpuMachine } from '../../../target/machine.js';
import type { Compute } from '../../../lower/formulas/compute.js';
import type { Index, IndexLike, Variable } from '../../../lower/formulas/index-expr.js';
import {
  add,
  maximum,
  minimum,
  scale,
  subtract,
  toIndex,
  variable,
} from '../../../lower/formulas/index-expr.js';
import type { Invocations, Statement } from '../../../lower/loops/loop-ir.js';
import { digitLets } from './digits.js';
import type { GpuSchedule } from './gpu-schedule.js';
import { hoistInvariants } from './hoist.js';
import { interior } from '../nests/interior.js';
import { joinLoads } from './join-loads.js';
import type { VectorPlace } from '../nests/loops.js';
import type { Plan } from '../tiling/plan.js';
import type { PlacedCompute } from '../placement/site.js';
import { splitAxes } from '../../../lower/formulas/split-axes.js';
import { emitTile } from '../nests/tile.js';
import { unrollOverVectors } from './unroll.js';

export interface DirectSchedule extends GpuSchedule {
  readonly grid: Invocations;
}

/**
 * One invocation per register tile, each by itself. The invocation's number is taken apart
 * into outer axes, rows of the tile and vectors, vectors fastest, so that neighbouring invocations
 * touch neighbouring memory. Reductions and the axes that share them run inside an invocation.
 *
 * Where the kernel's window hangs over the edge of the feature map, an invocation computes a single row
 * with shortened loops; tiles in between need no test. So no invocation ever does work outside of
 * the output.
 */
export function scheduleDirect(
  placed: PlacedCompute,
  plan: Plan,
  { workgroup }: GpuMachine,
): DirectSchedule {
  const { outer, inner } = splitAxes(placed.compute);
  const { vectorAxis, tileAxis } = plan;
  const vectors =
    vectorAxis === undefined || inner.includes(vectorAxis)
      ? undefined
      : vectorUnits(vectorAxis, plan);
  const rows = tileAxis === undefined ? undefined : rowUnits(placed.compute, tileAxis, plan.tile);
  const serial = outer.filter(
    (axis) => axis !== tileAxis && axis !== vectors?.axis && axis.max > 0,
  );
  const bind = (axis: Variable): IndexLike => (axis.max === 0 ? 0 : axis);
  const tile = (vector?: VectorPlace): readonly Statement[] =>
    rows === undefined
      ? emitTile(placed, plan, { bind, ...(vector && { vector }) })
      : rows.places((start, count) =>
          emitTile(placed, plan, {
            bind,
            ...(vector && { vector }),
            rows: { axis: rows.axis, start, count },
          }),
        );
  const digits = [...serial, ...[rows, vectors].flatMap((units) => units?.digit ?? [])];
  const invocations = digits.reduce((count, digit) => count * (digit.max + 1), 1);
  const invocation = variable('id', invocations);
  const statements = [
    ...digitLets(invocation, digits),
    ...(vectors === undefined ? tile() : vectors.places(tile)),
  ];
  return {
    name: `direct_${rows === undefined ? 1 : plan.tile}x${vectors?.lanes ?? 1}`,
    statements: hoistInvariants(joinLoads(unrollOverVectors(statements))),
    grid: { kind: 'invocations', invocation, workgroupSize: workgroup.usualInvocations },
  };
}

/** Pieces of an axis that are computed by invocations of their own. */
interface Units<Place extends readonly unknown[]> {
  readonly axis: Variable;
  /** Which piece; absent when there is only one. */
  readonly digit: readonly Variable[];
  /** The code of all pieces, each under a test where they differ. */
  readonly places: (body: (...place: Place) => readonly Statement[]) => readonly Statement[];
}

/**
 * Vectors along the unit-stride axis; a last one with fewer than four lanes gets its own code. An
 * invocation has so many `lanes` elsewhere.
 */
function vectorUnits(
  axis: Variable,
  plan: Plan,
): Units<[VectorPlace]> & { readonly lanes: number } {
  const extent = axis.max + 1;
  const whole = Math.floor(extent / 4);
  const lanes = extent % 4;
  const count = lanes === 0 ? vectorsPerInvocation(whole, plan) : 1;
  const tiles = whole / count;
  const pieces: Piece<[VectorPlace]>[] = [];
  if (tiles > 0) {
    const tile = variable(`${axis.name}_tile`, tiles);
    pieces.push({
      count: tiles,
      variable: tile,
      value: (unit) => unit,
      place: (at) => [{ axis, start: scale(at, 4 * count), count, lanes: 4 }],
    });
  }
  if (lanes > 0) {
    const last = { axis, start: toIndex(4 * whole), count: 1, lanes };
    pieces.push({ count: 1, place: () => [last] });
  }
  return { ...units(axis, pieces), lanes: 4 * count };
}

/**
 * Rows of a register tile share what they read, so they may be several vectors wide; without rows
 * there is nothing to share and more invocations are better.
 */
function vectorsPerInvocation(whole: number, { tileAxis, vectors }: Plan): number {
  return tileAxis !== undefined && whole % vectors === 0 ? vectors : 1;
}

/** Tiles of `count` rows between the edges, then the rows before and behind them one by one. */
function rowUnits(compute: Compute, axis: Variable, count: number): Units<[Index, number]> {
  const extent = axis.max + 1;
  const { begin, end } = interior(compute, axis);
  const tiles = Math.max(0, Math.floor((end - begin) / count));
  const tiled = tiles * count;
  const pieces: Piece<[Index, number]>[] = [];
  if (tiles > 0) {
    pieces.push({
      count: tiles,
      variable: variable(`${axis.name}_tile`, tiles),
      value: (unit) => unit,
      place: (at) => [add(begin, scale(at, count)), count],
    });
  }
  if (tiled < extent) {
    const before = tiles > 0 ? begin : extent;
    pieces.push({
      count: extent - tiled,
      variable: axis,
      // The rows behind the tiles follow those before: skip the tiled ones.
      value: (unit) =>
        add(unit, scale(minimum(1, maximum(0, add(subtract(unit, before), 1))), tiled)),
      place: (row) => [row, 1],
    });
  }
  return units(axis, pieces);
}

/** A run of units that share their code. */
interface Piece<Place extends readonly unknown[]> {
  readonly count: number;
  /** What the code is written in terms of, and its value from the number of the unit. */
  readonly variable?: Variable;
  readonly value?: (unit: Index) => Index;
  readonly place: (at: Index) => Place;
}

function units<Place extends readonly unknown[]>(
  axis: Variable,
  pieces: readonly Piece<Place>[],
): Units<Place> {
  const total = pieces.reduce((sum, { count }) => sum + count, 0);
  const [only] = pieces;
  if (pieces.length === 1) {
    const digit = only.variable !== undefined && only.count > 1 ? [only.variable] : [];
    const at = digit.length === 0 ? toIndex(0) : toIndex(digit[0]);
    return { axis, digit, places: (body) => body(...only.place(at)) };
  }
  const unit = variable(`${axis.name}_unit`, total);
  return {
    axis,
    digit: [unit],
    places: (body) => {
      let start = 0;
      return pieces.map(({ count, variable: v, value, place }): Statement => {
        const index = add(unit, -start);
        start += count;
        const lets: Statement[] =
          v === undefined ? [] : [{ kind: 'let', variable: v, value: value?.(index) ?? index }];
        return {
          kind: 'if',
          conditions: [{ index, extent: count }],
          body: [...lets, ...body(...place(v === undefined ? toIndex(0) : toIndex(v)))],
        };
      });
    },
  };
}
