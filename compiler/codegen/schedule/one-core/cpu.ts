import type { Compute } from '../../../lower/formulas/compute.js';
import type { Index, IndexLike, Variable } from '../../../lower/formulas/index-expr.js';
import { add, scale, toIndex, variable } from '../../../lower/formulas/index-expr.js';
import type { Statement } from '../../../lower/loops/loop-ir.js';
import type { CoreMachine } from '../../../target/machine.js';
import { LEAST_ACCUMULATORS } from '../tiling/candidates.js';
import { withDecodedPanel } from './decode-panel.js';
import { interior } from '../nests/interior.js';
import type { Plan } from '../tiling/plan.js';
import { loop, repeat } from '../../../lower/loops/build-loops.js';
import { vectorLoops } from '../nests/loops.js';
import type { PlacedCompute } from '../placement/site.js';
import type { Direction, VectorPlace } from '../nests/loops.js';
import type { TilePlace } from '../nests/tile.js';
import { splitAxes } from '../../../lower/formulas/split-axes.js';
import { emitTile } from '../nests/tile.js';
import { serialAxes } from '../tiling/tile-axes.js';
import { edgeRows, windowRows } from '../nests/window-rows.js';

/** Behind more tiles it doesn't show how fast the rows are that are left over. */
const FEW_TILES = 16;

/** What stands inside of the loops: one register tile. */
export type EmitTile = typeof emitTile;

/**
 * The schedule for one core: serial loops over the outer axes and over panels of the vectorised
 * axis, in the order that moves less memory, then over rows of the register tile. `direction` is that
 * of panels which stand outside.
 */
export function scheduleCpu(
  placed: PlacedCompute,
  plan: Plan,
  core: CoreMachine,
  direction: Direction = 'forwards',
  emit: EmitTile = emitTile,
): readonly Statement[] {
  const { inner } = splitAxes(placed.compute);
  const { vectorAxis, tileAxis, order } = plan;
  const serial = serialAxes(placed.compute, plan);
  const bind = (axis: Variable): IndexLike => axis;
  const rows = (vector: VectorPlace | undefined): readonly Statement[] =>
    tileAxis === undefined
      ? emit(placed, plan, place(bind, vector))
      : rowLoops(placed.compute, tileAxis, plan, core, (start, count) =>
          emit(placed, plan, {
            ...place(bind, vector),
            rows: { axis: tileAxis, start, count },
          }),
        );
  if (vectorAxis === undefined || inner.includes(vectorAxis)) {
    return serialLoops(serial, rows(undefined));
  }
  const sliding = windowRows(placed.compute, plan, (start, count) =>
    vectorLoops(vectorAxis, plan.vectors, (vector) =>
      emit(placed, plan, {
        ...place(bind, vector),
        ...(tileAxis !== undefined && { rows: { axis: tileAxis, start, count } }),
      }),
    ),
  );
  if (sliding !== undefined) return serialLoops(serial, sliding);
  if (typeof order === 'object' && tileAxis !== undefined) {
    return blockLoops(placed, plan, { vectorAxis, tileAxis }, order.block, emit);
  }
  const inRow = tileAxis === undefined ? 1 : tileAxis.max + 1;
  const inAll = serial.reduce((count, axis) => count * (axis.max + 1), inRow);
  return order === 'panels-outside'
    ? vectorLoops(
        vectorAxis,
        plan.vectors,
        (vector) => withDecodedPanel(placed, vector, inAll, serialLoops(serial, rows(vector))),
        direction,
      )
    : serialLoops(
        serial,
        vectorLoops(vectorAxis, plan.vectors, (vector) =>
          withDecodedPanel(placed, vector, inRow, rows(vector)),
        ),
      );
}

/** Blocks of rows outside, panels inside, then the tiles of a block. */
function blockLoops(
  placed: PlacedCompute,
  plan: Plan,
  { vectorAxis, tileAxis }: { readonly vectorAxis: Variable; readonly tileAxis: Variable },
  perBlock: number,
  emit: EmitTile,
): readonly Statement[] {
  const { tile: count, vectors } = plan;
  const extent = tileAxis.max + 1;
  const tiles = Math.floor(extent / count);
  const block = variable(`${tileAxis.name}_block`, tiles / perBlock);
  const panels = (start: Index, tilesHere: number, rows: number): readonly Statement[] =>
    vectorLoops(vectorAxis, vectors, (vector) =>
      withDecodedPanel(
        placed,
        vector,
        tilesHere * rows,
        repeat(variable(`${tileAxis.name}_tile`, tilesHere), (index) =>
          emit(placed, plan, {
            bind: (axis) => axis,
            vector,
            rows: { axis: tileAxis, start: add(start, scale(index, count)), count: rows },
          }),
        ),
      ),
    );
  const leftover = extent - tiles * count;
  return [
    ...repeat(block, (index) => panels(scale(index, perBlock * count), perBlock, count)),
    ...(leftover > 0 ? panels(toIndex(tiles * count), 1, leftover) : []),
  ];
}

function serialLoops(axes: readonly Variable[], body: readonly Statement[]): readonly Statement[] {
  return axes.reduceRight<readonly Statement[]>(
    (nested, axis) => [loop(axis, toIndex(0), toIndex(axis.max + 1), nested)],
    body,
  );
}

function place(bind: TilePlace['bind'], vector: VectorPlace | undefined): TilePlace {
  return vector === undefined ? { bind } : { bind, vector };
}

/**
 * Rows in tiles. Where the kernel's window hangs over the edge of the feature map the rows are computed one
 * by one, with shortened loops; between the edges no tile needs a test.
 */
function rowLoops(
  compute: Compute,
  axis: Variable,
  plan: Plan,
  core: CoreMachine,
  body: (start: Index, count: number) => readonly Statement[],
): readonly Statement[] {
  const { tile: count } = plan;
  const atEdges = edgeRows(compute, axis, count, body);
  if (atEdges !== undefined) return atEdges;
  const extent = axis.max + 1;
  const inside = interior(compute, axis);
  const edges = inside.begin > 0 || inside.end < extent;
  const whole = Math.max(0, Math.floor((inside.end - inside.begin) / count));
  const joined = !edges && joinsLastTile(extent - whole * count, whole, plan, core);
  const tiles = joined ? whole - 1 : whole;
  const tiled = inside.begin + tiles * count;
  const statements: Statement[] = [];
  const leftover = extent - tiled;
  if (tiles === 0) {
    const row = variable(axis.name, extent);
    return repeat(row, (index) => body(index, 1));
  }
  if (edges) statements.push(...edgeLoops(axis, inside.begin, tiled, body));
  const tile = variable(`${axis.name}_tile`, tiles);
  statements.push(...repeat(tile, (index) => body(add(inside.begin, scale(index, count)), count)));
  if (!edges && leftover > 0) statements.push(...body(toIndex(tiled), leftover));
  return statements;
}

/**
 * Whether the rows that are left over behind whole tiles are computed together with the last of these:
 * alone they have so few accumulators that each addition waits for the one before it.
 */
function joinsLastTile(
  rows: number,
  tiles: number,
  { tile, vectors }: Plan,
  { registers }: CoreMachine,
): boolean {
  if (rows === 0 || tiles < 2 || tiles > FEW_TILES) return false;
  const joined = (tile + rows) * vectors;
  return rows * vectors < LEAST_ACCUMULATORS && joined <= registers.accumulators;
}

/** The rows before `begin` and from `end` on, by one loop body: side 0 is before, side 1 after. */
function edgeLoops(
  axis: Variable,
  begin: number,
  end: number,
  body: (start: Index, count: number) => readonly Statement[],
): readonly Statement[] {
  const extent = axis.max + 1;
  const row = variable(axis.name, extent);
  const single = body(toIndex(row), 1);
  if (begin === 0) return end === extent ? [] : [loop(row, toIndex(end), toIndex(extent), single)];
  if (end === extent) return [loop(row, toIndex(0), toIndex(begin), single)];
  const side = variable(`${axis.name}_side`, 2);
  return [
    loop(side, toIndex(0), toIndex(2), [
      loop(row, scale(side, end), add(begin, scale(side, extent - begin)), single),
    ]),
  ];
}
