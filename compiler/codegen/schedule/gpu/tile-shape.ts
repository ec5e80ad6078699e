import type { GpuMachine } from '../../../target/machine.js';
import { countOf } from '../placement/joint-axis.js';
import type { Product } from './product.js';

/** Outputs of a workgroup, and how many invocations share them. */
export interface TileShape {
  readonly rows: number;
  readonly columns: number;
  readonly invocations: number;
}

const NARROWEST: TileShape = { rows: 64, columns: 16, invocations: 64 };
/** Largest first: the more outputs a workgroup has, the more often it uses what it stages. */
const SHAPES: readonly TileShape[] = [
  { rows: 64, columns: 64, invocations: 128 },
  { rows: 64, columns: 32, invocations: 64 },
  { rows: 32, columns: 32, invocations: 64 },
  NARROWEST,
  { rows: 16, columns: 64, invocations: 64 },
];
/** Below, tiles would be mostly empty or not worth waiting for. */
export const LEAST = { rows: 16, columns: 16, depth: 16, multiplications: 2 ** 18 };

/** The tile for a matrix product; undefined where it is none for tiles. */
export function chooseShape(
  { rows, columns, batch, reduction }: Product,
  { enough }: GpuMachine,
): TileShape | undefined {
  const extents = {
    rows: countOf(rows),
    columns: countOf(columns),
    depth: countOf(reduction.axes),
  };
  if ((columns[columns.length - 1].max + 1) % 4 !== 0) return undefined;
  if (extents.rows < LEAST.rows || extents.columns < LEAST.columns) return undefined;
  if (extents.depth < LEAST.depth) return undefined;
  const multiplications = countOf(batch) * extents.rows * extents.columns * extents.depth;
  if (multiplications < LEAST.multiplications) return undefined;
  const tiles = (extent: number, size: number): number => Math.ceil(extent / size);
  const fits = (extent: number, size: number): boolean =>
    3 * tiles(extent, size) * size <= 4 * extent;
  const wide = SHAPES.filter((shape) => fits(extents.columns, shape.columns));
  const filled = wide.filter((shape) => fits(extents.rows, shape.rows));
  const fitting = filled.length > 0 ? filled : wide;
  const busy = fitting.find(
    (shape) =>
      countOf(batch) * tiles(extents.rows, shape.rows) * tiles(extents.columns, shape.columns) >=
      enough.workgroups,
  );
  return busy ?? fitting.find(({ rows: size }) => size === 32) ?? fitting.at(-1) ?? NARROWEST;
}
