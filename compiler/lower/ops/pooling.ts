import type { AvgPoolAttributes } from '../../ir/ops/shared/avg-pooling.js';
import type { LpPoolAttributes } from '../../ir/ops/shared/lp-pooling.js';
import type { MaxPoolAttributes } from '../../ir/ops/shared/max-pooling.js';
import type { Attributes } from '../../ir/graph.js';
import type { TensorType } from '../../ir/types.js';
import { rowMajorStrides } from '../../ir/types.js';
import type { Combine, Compute, Scalar } from '../formulas/compute.js';
import { binary, number, read, result, select, unary } from '../formulas/compute.js';
import type { Index, Variable } from '../formulas/index-expr.js';
import {
  add,
  maximum,
  minimum,
  rangeOf,
  scale,
  subtract,
  toIndex,
  variable,
} from '../formulas/index-expr.js';
import type { LoopLowering } from '../lowering.js';
import { indices, outputAxes } from '../lowering.js';
import type { Window } from './shared/window.js';
import { RESULT_NAMES } from './shared/result-names.js';
import { windowBounds, windowName, windowTaps } from './shared/window.js';

/** The largest element of each window; what lies outside the feature map doesn't take part. */
export const maxPool: LoopLowering<MaxPoolAttributes> = {
  kind: 'loops',
  compute({ inputs: [input], output, attributes }) {
    const largest = poolWindows(input, output, attributes, attributes.kernel, 'max', () =>
      result('largest'),
    );
    return attributes.places ? [largest, placesOf(largest, input, attributes)] : [largest];
  },
  variant: ({ attributes }) => windowName(attributes) + (attributes.places ? '_places' : ''),
};

/**
 * Where each of the largest is, as `argmax` finds it: the least place at which an element equals it, or if it
 * is NaN, is. Places are counted from where the window begins, so that those of its taps are numbers.
 */
function placesOf(pooled: Compute, { shape }: TensorType, attributes: MaxPoolAttributes): Compute {
  const [largest] = pooled.reductions;
  const { strides, dilations, pads } = attributes;
  const steps = rowMajorStrides(shape.slice(2));
  const from = steps.map((step, axis) =>
    add(scale(pooled.axes[axis + 2], strides[axis] * step), -pads[axis] * step),
  );
  const behind = steps.map((step, axis) => scale(largest.axes[axis], dilations[axis] * step));
  const before = unary('neg', { kind: 'integer', value: add(...behind) });
  const element = largest.body;
  const never = number(-Infinity);
  const ifNaN = select('ne', [element, element], before, never);
  const body = select('eq', [element, result(largest.name)], before, ifNaN);
  const start: Scalar = { kind: 'integer', value: add(...from) };
  return {
    ...pooled,
    target: 1,
    reductions: [largest, { ...largest, name: 'first', body }],
    value: unary('to-i32', binary('sub', start, result('first'))),
  };
}

/** Sum of each window over the number of its elements, which shrinks at the edges. */
export const avgPool: LoopLowering<AvgPoolAttributes> = {
  kind: 'loops',
  compute({ inputs: [input], output, attributes }) {
    const window = { ...attributes, dilations: attributes.kernel.map(() => 1) };
    return [
      poolWindows(input, output, window, attributes.kernel, 'sum', (spots) =>
        divideByCount(
          spots.map((position, axis) => windowLength(attributes, input, position, axis)),
        ),
      ),
    ];
  },
  variant: ({ attributes }) => windowName(attributes),
};

/** The length of each window, of its squares or its magnitudes. */
export const lpPool: LoopLowering<LpPoolAttributes> = {
  kind: 'loops',
  compute({ inputs: [input], output, attributes }) {
    const { kernel, p } = attributes;
    const sums = poolWindows(input, output, attributes, kernel, 'sum', () =>
      p === 2 ? unary('sqrt', result('sum')) : result('sum'),
    );
    const reductions = sums.reductions.map((reduction) => {
      const x = reduction.body;
      return { ...reduction, body: p === 2 ? binary('mul', x, x) : unary('abs', x) };
    });
    return [{ ...sums, reductions }];
  },
  variant: ({ attributes }) => `${windowName(attributes)}_p${attributes.p}`,
};

export const maxPool3d = maxPool;

export const avgPool3d = avgPool;

export const lpPool3d = lpPool;

export const globalMaxPool = globalPool('max', () => result('largest'));

export const globalAvgPool = globalPool('sum', ([input]) =>
  binary('mul', result('sum'), number(Math.fround(1 / (input.shape[2] * input.shape[3])))),
);

function poolWindows(
  input: TensorType,
  output: TensorType,
  window: Window,
  kernel: readonly number[],
  combine: Combine,
  value: (spots: readonly Variable[]) => Scalar,
): Compute {
  const axes = outputAxes(output);
  const [n, c, ...spots] = axes;
  const taps = windowTaps(kernel);
  const domain = windowBounds(window, input.shape, spots, taps);
  const body = read(0, [toIndex(n), toIndex(c), ...domain.map(({ index }) => index)]);
  return {
    axes,
    output: indices(axes),
    reductions: [{ name: RESULT_NAMES[combine], axes: taps, combine, body, domain }],
    intermediates: [],
    value: value(spots),
  };
}

/** Elements of the window at `position` that count, along one axis. */
function windowLength(
  { kernel, strides, pads, count_include_pad }: AvgPoolAttributes,
  input: TensorType,
  position: Variable,
  axis: number,
): Index {
  const extent = input.shape[axis + 2];
  const start = add(scale(position, strides[axis]), -pads[axis]);
  const end = add(start, kernel[axis]);
  return count_include_pad
    ? subtract(minimum(end, extent + pads[axis + kernel.length]), start)
    : subtract(minimum(end, extent), maximum(start, 0));
}

/** sum / (height · width), of volumes · depth; a count that is the same everywhere becomes a factor. */
function divideByCount(lengths: readonly Index[]): Scalar {
  const ranges = lengths.map(rangeOf);
  if (ranges.every(({ min, max }) => min === max)) {
    const count = ranges.reduce((product, { min }) => product * min, 1);
    return binary('mul', result('sum'), number(Math.fround(1 / count)));
  }
  const count = lengths
    .map((value): Scalar => ({ kind: 'integer', value }))
    .reduce((product, length) => binary('mul', product, length));
  return binary('div', result('sum'), count);
}

function globalPool(
  combine: Combine,
  value: (inputs: readonly TensorType[]) => Scalar,
): LoopLowering<Attributes> {
  return {
    kind: 'loops',
    compute({ inputs, output }) {
      const [input] = inputs;
      const axes = outputAxes(output);
      const [n, c] = axes;
      const h = variable('h', input.shape[2]);
      const w = variable('w', input.shape[3]);
      const body = read(0, indices([n, c, h, w]));
      return [
        {
          axes,
          output: indices(axes),
          reductions: [{ name: RESULT_NAMES[combine], axes: [h, w], combine, body, domain: [] }],
          intermediates: [],
          value: value(inputs),
        },
      ];
    },
  };
}
