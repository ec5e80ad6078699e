import type { MaxUnpoolAttributes } from '../../ir/ops/max_unpool.js';
import type { Bound, Scalar } from '../formulas/compute.js';
import { number, read, select } from '../formulas/compute.js';
import type { Index, Variable } from '../formulas/index-expr.js';
import {
  add,
  divide,
  rangeOf,
  scale,
  subtract,
  toIndex,
  variable,
} from '../formulas/index-expr.js';
import type { LoopLowering } from '../lowering.js';
import { windowName } from './shared/window.js';

/**
 * An element asks the windows that cover it, ⌈k/s⌉ along each axis, whether their place is its own; of several
 * the last is right. So each is stored once, and no place is an address.
 */
export const maxUnpool: LoopLowering<MaxUnpoolAttributes> = {
  kind: 'loops',
  compute({ inputs: [input], output, attributes }) {
    const n = variable('n', output.shape[0]);
    const c = variable('c', output.shape[1]);
    const [rows, columns] = [0, 1].map((axis) =>
      alongAxis(input.shape[axis + 2], attributes, axis),
    );
    const here: Scalar = {
      kind: 'integer',
      element: 'i32',
      value: add(scale(rows.output, output.shape[3]), columns.output),
    };
    const pairs = rows.windows.flatMap((row) => columns.windows.map((column) => [row, column]));
    const value = pairs.reduce((before: Scalar, [row, column]): Scalar => {
      const at = [toIndex(n), toIndex(c), row.index, column.index];
      const asked = select('eq', [read(1, at), here], read(0, at), before);
      const bounds = [...row.bounds, ...column.bounds];
      return bounds.length === 0
        ? asked
        : { kind: 'inside', bounds, value: asked, otherwise: before };
    }, number(0));
    return [
      {
        axes: [n, c, ...rows.axes, ...columns.axes],
        output: [toIndex(n), toIndex(c), rows.output, columns.output],
        reductions: [],
        intermediates: [],
        value,
      },
    ];
  },
  variant: ({ attributes }) => windowName(attributes),
};

interface Along {
  readonly axes: readonly Variable[];
  /** The element. */
  readonly output: Index;
  /** Those that may cover it, in order, and where they are there and do. */
  readonly windows: readonly { readonly index: Index; readonly bounds: readonly Bound[] }[];
}

/**
 * Elements that are a stride apart ask windows that are neighbours: an axis over those, and one over the phases
 * between them, so that nothing is divided.
 */
function alongAxis(
  windows: number,
  { kernel, strides, pads, size }: MaxUnpoolAttributes,
  axis: number,
): Along {
  const letter = ['y', 'x'][axis];
  const [stride, extent] = [strides[axis], size[axis]];
  const hasPhases = stride > 1 && extent % stride === 0;
  const axes = hasPhases
    ? [variable(letter, extent / stride), variable(`${letter}_phase`, stride)]
    : [variable(letter, extent)];
  const [repeat, phase] = axes;
  const output = hasPhases ? add(scale(repeat, stride), phase) : toIndex(repeat);
  const place = add(output, pads[axis]);
  const last = divide(place, stride);
  const count = Math.ceil(kernel[axis] / stride);
  return {
    axes,
    output,
    windows: Array.from({ length: count }, (_, at) => {
      const index = add(last, at - (count - 1));
      const tap = subtract(place, scale(index, stride));
      return {
        index,
        bounds: [
          { index, extent: windows },
          { index: tap, extent: kernel[axis] },
        ].filter((bound) => canFail(bound)),
      };
    }),
  };
}

function canFail({ index, extent }: Bound): boolean {
  const { min, max } = rangeOf(index);
  return min < 0 || max >= extent;
}
