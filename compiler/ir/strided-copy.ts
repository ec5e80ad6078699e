/** Values, or what they are stored as. */
type Elements = Float32Array | Uint16Array | Int8Array;

/** An axis of a copy: how many elements, and how far apart they are on either side. */
export interface CopyAxis {
  readonly extent: number;
  readonly from: number;
  readonly to: number;
}

/** Lines of both sides that a block touches stay in the first cache: 2 · 32 · 64 bytes. */
const BLOCK = 32;

/**
 * Copies elements whose addresses are sums of strides on both sides, starting at `from` and `to`.
 * Where the axis of neighbours is not the same on both, the two are walked block by block, so that a
 * line of the cache is used up before it is dropped: transposing a large matrix row by row would
 * load one for every element. Throws a RangeError when an address lies outside.
 */
export function stridedCopy(
  source: Elements,
  target: Elements,
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
  const [row, column, ...outer] = blockAxes(axes);
  const index = outer.map(() => 0);
  for (;;) {
    copyPlane(source, target, row, column, from, to);
    let axis = outer.length - 1;
    for (; axis >= 0; axis--) {
      const { extent, from: step, to: targetStep } = outer[axis];
      from += step;
      to += targetStep;
      if (++index[axis] < extent) break;
      from -= extent * step;
      to -= extent * targetStep;
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}

const NO_AXIS: CopyAxis = { extent: 1, from: 0, to: 0 };

/** The axis of neighbours in the source, that in the target, and the others, slowest first. */
function blockAxes(axes: readonly CopyAxis[]): readonly CopyAxis[] {
  const long = axes.filter(({ extent }) => extent > 1);
  const nearest = (side: 'from' | 'to'): CopyAxis =>
    long.reduce((best, axis) => (axis[side] < best[side] ? axis : best), long[0] ?? NO_AXIS);
  const column = nearest('to');
  const row = nearest('from') === column ? NO_AXIS : nearest('from');
  return [row, column, ...long.filter((axis) => axis !== row && axis !== column)];
}

function copyPlane(
  source: Elements,
  target: Elements,
  row: CopyAxis,
  column: CopyAxis,
  from: number,
  to: number,
): void {
  for (let top = 0; top < row.extent; top += BLOCK) {
    const bottom = Math.min(top + BLOCK, row.extent);
    for (let left = 0; left < column.extent; left += BLOCK) {
      const right = Math.min(left + BLOCK, column.extent);
      for (let y = top; y < bottom; y++) {
        let read = from + y * row.from + left * column.from;
        let write = to + y * row.to + left * column.to;
        for (let x = left; x < right; x++) {
          target[write] = source[read];
          read += column.from;
          write += column.to;
        }
      }
    }
  }
}
