import type { Caches, CoreMachine } from '../../../target/machine.js';
import { STORED_BYTES } from '../../../ir/types.js';
import type { Variable } from '../../../lower/formulas/index-expr.js';
import { coefficientOf, dependsOn } from '../../../lower/formulas/index-expr.js';
import { elementsTouched } from '../../../lower/formulas/elements-touched.js';
import { isNarrow } from '../../../lower/loops/loop-ir.js';
import { interior } from '../nests/interior.js';
import { largestDivisor } from './largest-divisor.js';
import type { LoopOrder, Tiling } from './plan.js';
import type { PlacedCompute } from '../placement/site.js';
import { addressOf, readsNarrowWeights, readsOf, storedBytes } from '../placement/site.js';
import type { TileAxes } from './tile-axes.js';
import { serialAxes } from './tile-axes.js';
import { splitAxes } from '../../../lower/formulas/split-axes.js';
import { windowRows } from '../nests/window-rows.js';

/** What more bytes than a second-level cache holds weigh when they are read again: measured. */
const FAR = 4;
/**
 * What all panels go over before the next block of rows, everything that lies along the rows counted:
 * input, output and what is added to it. Each panel touches a line or two of each row, and beyond the
 * pages in which a core fetches ahead every line is waited for. Four are left for all else.
 */
function blockBytes({ fetchedPages, pageBytes }: Caches): number {
  return (fetchedPages - 4) * pageBytes;
}

/** The same where weights are decoded, which each block does again. */
function decodingBlockBytes(caches: Caches): number {
  return 4 * blockBytes(caches);
}

type Tile = Pick<Tiling, 'tile' | 'vectors'>;

/** The orders in which the loops around a register tile may stand. */
export function loopOrders(
  placed: PlacedCompute,
  axes: TileAxes,
  tile: Tile,
  { caches }: CoreMachine,
): LoopOrder[] {
  if (!('vectorAxis' in axes)) return ['rows-outside'];
  const { compute } = placed;
  const plan = { ...axes, ...tile, order: 'rows-outside' } as const;
  if (windowRows(compute, plan, () => []) !== undefined) return ['rows-outside'];
  if (splitAxes(compute).inner.includes(axes.vectorAxis)) return ['rows-outside'];
  if (serialAxes(compute, axes).length > 0) return ['rows-outside', 'panels-outside'];
  if (axes.kind !== 'product') return ['panels-outside'];
  const inPages = blockBytes(caches);
  const blocks = [inPages / 4, inPages, decodingBlockBytes(caches)].flatMap(
    (bytes) => tilesInBlock(placed, axes, tile, bytes) ?? [],
  );
  return ['panels-outside', ...[...new Set(blocks)].map((block): LoopOrder => ({ block }))];
}

/** The order that moves the least memory. */
export function chooseOrder(
  placed: PlacedCompute,
  axes: TileAxes,
  tile: Tile,
  core: CoreMachine,
): LoopOrder {
  const orders = loopOrders(placed, axes, tile, core);
  const { caches } = core;
  if (orders.length === 1 || !('vectorAxis' in axes)) return orders[0];
  const serial = serialAxes(placed.compute, axes);
  if (serial.length > 0) {
    return panelsFirst(placed, axes.vectorAxis, tile, serial, caches)
      ? 'panels-outside'
      : 'rows-outside';
  }
  const block = axes.kind === 'product' ? blockOf(placed, axes, tile, caches) : undefined;
  return block === undefined ? 'panels-outside' : { block };
}

/**
 * Whether the loop over panels of the vectorised axis belongs outside the `serial` loops. Inside,
 * all weights are read again for every iteration of the serial loops (every row of the feature map);
 * outside, the feature map is read again for every panel. The lesser traffic wins: rows first for a
 * large feature map with few channels, panels first for a small one with many.
 */
function panelsFirst(
  placed: PlacedCompute,
  vectorAxis: Variable,
  { vectors }: Tile,
  serial: readonly Variable[],
  caches: Caches,
): boolean {
  const iterations = serial.reduce((count, axis) => count * (axis.max + 1), 1);
  const panels = Math.ceil((vectorAxis.max + 1) / (4 * vectors));
  const stored: OperandRead = {
    bytes: storedBytes(placed.output),
    uses: () => true,
    stride: (axis) => coefficientOf(addressOf(placed.output, placed.compute.output), axis) ?? 0,
  };
  const operands = [...operandsRead(placed), stored].map(
    ({ bytes, uses, stride, decodedBytes = 0 }) => ({
      bytes,
      decodedBytes,
      usesPanels: uses(vectorAxis),
      usesSerial: serial.some(uses),
      liesAcross: stride(vectorAxis) > 1 && serial.some((axis) => stride(axis) === 1),
    }),
  );
  const weights = operands.filter(({ usesSerial }) => !usesSerial);
  const moving = operands.filter(({ usesSerial }) => usesSerial);
  let rowsFirstBytes = 0;
  let panelsFirstBytes = 0;
  for (const { bytes, decodedBytes, usesPanels, usesSerial, liesAcross } of operands) {
    if (liesAcross) {
      // Each lane has a line of its own, which the serial loop that goes along it uses up, if it finds it again.
      const between = (vectorAxis.max + 1) * caches.lineBytes;
      rowsFirstBytes +=
        bytes * (between <= caches.nearBytes ? 1 : caches.lineBytes / STORED_BYTES.f32);
      panelsFirstBytes += bytes;
    } else if (usesPanels && !usesSerial) {
      // A decoded panel is written and read, each time anew.
      rowsFirstBytes +=
        iterations * (bytes * readingAgain(sumOf(weights), caches) + 2 * decodedBytes);
      panelsFirstBytes += bytes + 2 * decodedBytes;
    } else if (usesPanels) {
      // A panel is a part of every line, and the rest of the line has left the cache by its turn.
      rowsFirstBytes += bytes;
      panelsFirstBytes += bytes * Math.max(1, caches.lineBytes / (16 * vectors));
    } else {
      rowsFirstBytes += bytes;
      panelsFirstBytes += bytes * panels * readingAgain(sumOf(moving), caches);
    }
  }
  return panelsFirstBytes < rowsFirstBytes;
}

interface ProductAxes {
  readonly vectorAxis: Variable;
  readonly tileAxis: Variable;
}

/**
 * How many tiles to take together where all panels are to be applied to one block of rows before the
 * next; undefined when one block is best.
 */
function blockOf(
  placed: PlacedCompute,
  axes: ProductAxes,
  tile: Tile,
  caches: Caches,
): number | undefined {
  const { vectorAxis, tileAxis } = axes;
  const panels = Math.ceil((vectorAxis.max + 1) / (4 * tile.vectors));
  const weights = bytesOf(placed, (uses) => uses(vectorAxis) && !uses(tileAxis));
  const rows = bytesOfRows(placed, tileAxis);
  if (rows <= caches.nearBytes) return undefined;
  if (weights > caches.secondLevelBytes && staysBesidePanels(placed, axes, caches)) {
    return undefined;
  }
  const bytes = readsNarrowWeights(placed) ? decodingBlockBytes(caches) : blockBytes(caches);
  const block = tilesInBlock(placed, axes, tile, bytes);
  if (block === undefined) return undefined;
  const blocks = Math.floor((tileAxis.max + 1) / tile.tile) / block;
  return blocks * weights * readingAgain(weights, caches) <
    panels * rows * readingAgain(rows, caches)
    ? block
    : undefined;
}

/**
 * Whether each panel reads nothing but rows that are near from the panel before: then weights that are
 * not had better be read once, a panel ahead (`touch-ahead.ts`).
 */
function staysBesidePanels(
  placed: PlacedCompute,
  { vectorAxis, tileAxis }: ProductAxes,
  { nearBytes }: Caches,
): boolean {
  const again = bytesOf(placed, (uses) => uses(tileAxis) && !uses(vectorAxis));
  const inTail = bytesOf(placed, (uses) => uses(tileAxis) && uses(vectorAxis));
  return inTail === 0 && again <= nearBytes;
}

/** The weight of a byte that is read again after so many others. */
function readingAgain(bytes: number, { secondLevelBytes }: Caches): number {
  return bytes > secondLevelBytes ? FAR : 1;
}

/**
 * How many tiles of rows take at most `bytes` and divide all of them evenly, so that one piece of code
 * serves all blocks. Undefined where one block is all, and where tiles at the edges have code of their
 * own.
 */
function tilesInBlock(
  placed: PlacedCompute,
  { tileAxis }: ProductAxes,
  { tile }: Tile,
  bytes: number,
): number | undefined {
  const extent = tileAxis.max + 1;
  const inside = interior(placed.compute, tileAxis);
  if (inside.begin > 0 || inside.end < extent) return undefined;
  const tiles = Math.floor(extent / tile);
  const rowBytes = bytesOfRows(placed, tileAxis) / extent;
  const most = Math.min(tiles, Math.max(1, Math.floor(bytes / (rowBytes * tile))));
  const block = largestDivisor(tiles, most);
  return block < tiles ? block : undefined;
}

/** All that is read or stored for the rows along `tileAxis`. */
function bytesOfRows(placed: PlacedCompute, tileAxis: Variable): number {
  return storedBytes(placed.output) + bytesOf(placed, (uses) => uses(tileAxis));
}

interface OperandRead {
  readonly bytes: number;
  /** What narrow weights take once they are decoded. */
  readonly decodedBytes?: number;
  /** Whether what is read depends on an axis. */
  readonly uses: (axis: Variable) => boolean;
  /** Elements from one read to the next along an axis; the largest where reads differ. */
  readonly stride: (axis: Variable) => number;
}

function operandsRead({ compute, operands }: PlacedCompute): OperandRead[] {
  return operands.flatMap((site, operand): OperandRead[] => {
    const reads = readsOf(compute).filter((read) => read.operand === operand);
    if (site.kind === 'literal' || reads.length === 0) return [];
    const { element = 'f32' } = site.buffer;
    const touched = STORED_BYTES[element] * elementsTouched(reads);
    const bytes = Math.min(storedBytes(site), touched);
    return [
      {
        bytes,
        ...(isNarrow(site.buffer) && {
          decodedBytes: (bytes * STORED_BYTES.f32) / STORED_BYTES[element],
        }),
        uses: (axis) => reads.some(({ index }) => index.some((at) => dependsOn(at, axis))),
        stride: (axis) =>
          Math.max(...reads.map(({ index }) => coefficientOf(addressOf(site, index), axis) ?? 0)),
      },
    ];
  });
}

function bytesOf(placed: PlacedCompute, isMeant: (uses: OperandRead['uses']) => boolean): number {
  return sumOf(operandsRead(placed).filter(({ uses }) => isMeant(uses)));
}

function sumOf(operands: readonly { readonly bytes: number }[]): number {
  return operands.reduce((sum, { bytes }) => sum + bytes, 0);
}
