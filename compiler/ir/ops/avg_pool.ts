import type { OpDefinition } from '../op.js';
import { zeros } from '../tensor.js';
import { forEachElement, read4, write } from './shared/access.js';
import type { PoolingAttributes } from './shared/pooling.js';
import {
  forEachTap,
  POOLING_ARGUMENTS,
  POOLING_SCHEMA,
  pooledType,
  poolingAttributes,
} from './shared/pooling.js';
import { largestOperand } from './shared/magnitude.js';

export interface AvgPoolAttributes extends PoolingAttributes {
  readonly count_include_pad: boolean;
}

const UNDILATED = [1, 1];

export const avgPool: OpDefinition<AvgPoolAttributes> = {
  name: 'avg_pool',
  summary:
    'The mean of each window. With count_include_pad the zeros of the padding count as elements; ' +
    'what ceil_mode lets hang over beyond the padding never does (PyTorch, and ONNX since ' +
    'opset 22). Output extents as for max_pool. Input and output [N,C,H,W].',
  inputs: [{ name: 'x' }],
  attributes: {
    ...POOLING_SCHEMA,
    count_include_pad: { kind: 'boolean', doc: 'the padding counts as elements' },
  },

  infer: ([x], attributes) => [
    pooledType('avg_pool', x, { ...attributes, dilations: UNDILATED }, attributes.ceil_mode),
  ],

  evaluate([x], attributes, [type]) {
    const y = zeros(type);
    const picture = x.shape.slice(2);
    const window = { ...attributes, dilations: UNDILATED };
    forEachElement(type.shape, ([n, c, row, column], at) => {
      let sum = 0;
      let inside = 0;
      forEachTap(window, picture, [row, column], (h, w) => {
        sum += read4(x, n, c, h, w);
        inside++;
      });
      const count = attributes.count_include_pad
        ? paddedTaps(attributes, picture, [row, column])
        : inside;
      write(y, at, sum / count);
    });
    return [y];
  },

  pooling: ({ kernel, strides, pads }) => ({ kernel, strides, dilations: UNDILATED, pads }),

  window: (_inputs, { kernel, strides }) => ({ kernel, stride: strides, dilation: UNDILATED }),

  magnitude: largestOperand,

  surface: {
    name: 'avg_pool',
    family: 'pooling',
    example: ['input x: tensor(1, 1, 4, 4)', 'output y = x -> avg_pool(2)'],
    conventions:
      'The padding counts as elements unless count_include_pad = false, as in PyTorch; ONNX and Keras leave ' +
      'it out of the mean. The stride is the kernel unless given; ONNX takes 1.',
    arguments: [
      ...POOLING_ARGUMENTS,
      {
        name: 'count_include_pad',
        kind: 'boolean',
        default: true,
        doc: 'the padding counts as elements',
      },
    ],
    attributes(args, inputs) {
      const { kernel, strides, pads, ceil_mode } = poolingAttributes('avg_pool', args, inputs);
      const count_include_pad = args.count_include_pad as boolean;
      return { kernel, strides, pads, ceil_mode, count_include_pad };
    },
  },
};

/** Elements of the padded feature map under the window of output position `at` (row, column). */
function paddedTaps(
  { kernel, strides, pads }: PoolingAttributes,
  picture: readonly number[],
  at: readonly number[],
): number {
  return picture.reduce((taps, extent, axis) => {
    const start = at[axis] * strides[axis] - pads[axis];
    const end = Math.min(start + kernel[axis], extent + pads[axis + picture.length]);
    return taps * (end - start);
  }, 1);
}
