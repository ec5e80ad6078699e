import type { OpDefinition } from '../op.js';
import { zeros } from '../tensor.js';
import { forEachElement, read4, write } from './shared/access.js';
import { ARITHMETIC } from './shared/arithmetic.js';
import type { PoolingAttributes } from './shared/pooling.js';
import {
  forEachTap,
  POOLING_ARGUMENTS,
  POOLING_SCHEMA,
  pooledType,
  poolingAttributes,
} from './shared/pooling.js';
import { largestOperand } from './shared/magnitude.js';

export interface MaxPoolAttributes extends PoolingAttributes {
  readonly dilations: readonly number[];
}

export const maxPool: OpDefinition<MaxPoolAttributes> = {
  name: 'max_pool',
  summary:
    'The largest element of each window; padding never wins. Output extents as for a convolution, ' +
    'rounded up with ceil_mode unless the last window would start in the padding at the end ' +
    '(PyTorch, and ONNX since opset 22). Input and output [N,C,H,W].',
  inputs: [{ name: 'x', elements: ARITHMETIC }],
  attributes: {
    ...POOLING_SCHEMA,
    dilations: { kind: 'integers', doc: 'distance between the taps of the window' },
  },

  infer: ([x], attributes) => [pooledType('max_pool', x, attributes, attributes.ceil_mode)],

  evaluate([x], attributes, [type]) {
    const y = zeros(type);
    const picture = x.shape.slice(2);
    forEachElement(type.shape, ([n, c, row, column], at) => {
      let largest = -Infinity;
      forEachTap(attributes, picture, [row, column], (h, w) => {
        largest = Math.max(largest, read4(x, n, c, h, w));
      });
      write(y, at, largest);
    });
    return [y];
  },

  pooling: ({ kernel, strides, dilations, pads }) => ({ kernel, strides, dilations, pads }),

  window: (_inputs, { kernel, strides, dilations }) => ({
    kernel,
    stride: strides,
    dilation: dilations,
  }),

  magnitude: largestOperand,

  surface: {
    name: 'max_pool',
    family: 'pooling',
    example: ['input x: tensor(1, 1, 4, 4)', 'output y = x -> max_pool(2)'],
    conventions: 'The stride is the kernel unless given, as in PyTorch and Keras; ONNX takes 1.',
    arguments: [
      ...POOLING_ARGUMENTS,
      { name: 'dilation', kind: 'pair', default: 1, doc: 'distance between taps' },
    ],
    attributes: (args, inputs) => poolingAttributes('max_pool', args, inputs),
  },
};
