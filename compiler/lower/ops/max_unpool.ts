import type { MaxUnpoolAttributes } from '../../ir/ops/shared/max-unpooling.js';
import { rowMajorStrides } from '../../ir/types.js';
import type { Bound, Scalar } from '../formulas/compute.js';
import { number, read, select, wholeNumber } from '../formulas/compute.js';
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
import { combinations } from './shared/combinations.js';
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
    const along = attributes.size.map((_, axis) =>
      alongAxis(input.shape[axis + 2], attributes, axis),
    );
    const outputs = along.map((axis) => axis.output);
    const steps = rowMajorStrides(attributes.size);
    const here: Scalar = {
      kind: 'integer',
      element: 'i32',
      value: add(...outputs.map((place, axis) => scale(place, steps[axis]))),
    };
    const nothing = input.element === 'i32' ? wholeNumber(0) : number(0);
    const together = combinations(along.map(({ windows }) => windows));
    const value = together.reduce((before: Scalar, windows): Scalar => {
      const at = [toIndex(n), toIndex(c), ...windows.map(({ index }) => index)];
      const asked = select('eq', [read(1, at), here], read(0, at), before);
      const bounds = windows.flatMap((window) => window.bounds);
      return bounds.length === 0
        ? asked
        : { kind: 'inside', bounds, value: asked, otherwise: before };
    }, nothing);
    return [
      {
        axes: [n, c, ...along.flatMap(({ axes }) => axes)],
        output: [toIndex(n), toIndex(c), ...outputs],
        reductions: [],
        intermediates: [],
        value,
      },
    ];
  },
  variant: ({ attributes }) => windowName(attributes),
};

export const maxUnpool3d = maxUnpool;

interface Along {
  readonly axes: readonly Variable[];
  /** The element. */
  readonly output: Index;
  /** Those that may cover it, in order, and where they are there and do. */
  readonly windows: readonly WindowAlong[];
}

interface WindowAlong {
  readonly index: Index;
  readonly bounds: readonly Bound[];
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
  const letter = ['z', 'y', 'x'].slice(-size.length)[axis];
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
