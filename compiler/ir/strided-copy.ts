import type { Elements } from './tensor.js';

/** Values, or what they are stored as. */
type Copied = Elements | Uint16Array | Int8Array;

/** An axis of a copy: how many elements, and how far apart they are on either side. */
export interface CopyAxis {
  readonly extent: number;
  readonly from: number;
  readonly to: number;
}

/** Elements of a tile: 16 KB on either side stay in the first-level cache. */
const TILE = 4096;
/** Axes of at most this extent are walked whole in a tile, and blocks of two axes are squares of it. */
const SHORT = 32;

/**
 * Copies elements whose addresses are sums of strides on both sides, starting at `from` and `to`.
 * Long axes are walked in blocks, inside of which come all short ones, so that a line of the cache is
 * used up on both sides before it is dropped: transposing a large matrix row by row would load one for
 * every element. Throws a RangeError when an address lies outside.
 */
export function stridedCopy(
  source: Copied,
  target: Copied,
  axes: readonly CopyAxis[],
  from = 0,
  to = 0,
): void {
  if (axes.some(({ extent }) => extent === 0)) return;
  const last = (side: 'from' | 'to'): number =>
    axes.reduce((sum, axis) => sum + (axis.extent - 1) * axis[side], 0);
  if (from + last('from') >= source.length || to + last('to') >= target.length) {
    throw new RangeError(`a copy reaches beyond ${source.length} or ${target.length} elements`);
  }
  const long = axes.filter(({ extent }) => extent > SHORT);
  const blocked = new Set(long.length > 0 ? [nearest(long, 'from'), nearest(long, 'to')] : []);
  const block = blockExtent(axes, blocked.size);
  const uneven = [...blocked].find(({ extent }) => extent > block && extent % block > 0);
  if (uneven === undefined) {
    copyBlocks(source, target, nestOf(axes, blocked, block), from, to);
    return;
  }
  const rest = uneven.extent % block;
  const whole = uneven.extent - rest;
  const withExtent = (extent: number): CopyAxis[] =>
    axes.map((axis) => (axis === uneven ? { ...axis, extent } : axis));
  stridedCopy(source, target, withExtent(whole), from, to);
  const begin = [from + whole * uneven.from, to + whole * uneven.to] as const;
  stridedCopy(source, target, withExtent(rest), ...begin);
}

/**
 * How long blocks are. Along one axis, so that a tile holds them and all short axes. Along two, the rows
 * of a larger square would meet in few sets of the cache where strides are powers of two.
 */
function blockExtent(axes: readonly CopyAxis[], blocked: number): number {
  if (blocked > 1) return SHORT;
  const short = axes.filter(({ extent }) => extent <= SHORT);
  const elements = short.reduce((product, { extent }) => product * extent, 1);
  return Math.max(SHORT, Math.floor(TILE / elements));
}

function nearest(axes: readonly CopyAxis[], side: 'from' | 'to'): CopyAxis {
  return axes.reduce((best, axis) => (axis[side] < best[side] ? axis : best));
}

/**
 * Loops, outermost first: long axes, blocks, short axes, and the elements of blocks. One blocked axis is
 * that of neighbours on both sides; of two, that of neighbours in the target is innermost.
 */
function nestOf(
  axes: readonly CopyAxis[],
  blocked: ReadonlySet<CopyAxis>,
  block: number,
): CopyAxis[] {
  const blocks = [...blocked].map(({ extent, from, to }) => ({
    extent: extent / Math.min(extent, block),
    from: from * block,
    to: to * block,
  }));
  const inside = [...blocked].map((axis) => ({ ...axis, extent: Math.min(axis.extent, block) }));
  const others = axes.filter((axis) => !blocked.has(axis));
  const long = others.filter(({ extent }) => extent > SHORT);
  const short = others.filter(({ extent }) => extent <= SHORT);
  if (inside.length === 0) short.sort((a, b) => a.extent - b.extent);
  return [...long, ...blocks, ...short, ...inside].filter(({ extent }) => extent > 1);
}

/** Loops as numbers in a typed array: objects of several shapes would keep undoing V8's optimised code. */
function copyBlocks(
  source: Copied,
  target: Copied,
  nest: readonly CopyAxis[],
  from: number,
  to: number,
): void {
  const run = nest.at(-1) ?? { extent: 1, from: 0, to: 0 };
  const outer = nest.slice(0, -1).reverse();
  const extents = Int32Array.from(outer, ({ extent }) => extent);
  const reads = Int32Array.from(outer, ({ from: step }) => step);
  const writes = Int32Array.from(outer, ({ to: step }) => step);
  const index = new Int32Array(outer.length);
  for (;;) {
    copyRun(source, target, run.extent, from, run.from, to, run.to);
    let axis = 0;
    for (; axis < index.length; axis++) {
      from += reads[axis];
      to += writes[axis];
      if (++index[axis] < extents[axis]) break;
      from -= extents[axis] * reads[axis];
      to -= extents[axis] * writes[axis];
      index[axis] = 0;
    }
    if (axis === index.length) return;
  }
}

/** By itself, because V8 optimises what is called often sooner than what loops in one call. */
function copyRun(
  source: Copied,
  target: Copied,
  count: number,
  from: number,
  read: number,
  to: number,
  write: number,
): void {
  for (let element = 0; element < count; element++) {
    target[to] = source[from];
    from += read;
    to += write;
  }
}
