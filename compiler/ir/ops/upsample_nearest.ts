import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { zeros } from '../tensor.js';
import { ELEMENT_TYPES } from '../types.js';
import { forEachElement, read4, write } from './shared/access.js';
import { PICTURE_AXES, requireAxes, requireEntries } from './shared/checks.js';
import { largestOperand } from './shared/magnitude.js';

export interface UpsampleNearestAttributes extends Attributes {
  readonly scales: readonly number[];
}

export const upsampleNearest: OpDefinition<UpsampleNearestAttributes> = {
  name: 'upsample_nearest',
  summary:
    'Repeats every sample of a feature map: y[n,c,h,w] = x[n, c, ⌊h / s⌋, ⌊w / s⌋]. ' +
    'Input [N,C,H,W], output [N,C,H·s,W·s].',
  inputs: [{ name: 'x', elements: ELEMENT_TYPES }],
  attributes: { scales: { kind: 'integers', doc: 'vertical and horizontal factor' } },

  infer([x], { scales }) {
    requireAxes('upsample_nearest', x, PICTURE_AXES, 0);
    requireEntries('upsample_nearest', { name: 'scale', values: scales }, 2, 1);
    const [batch, channels, height, width] = x.shape;
    const shape = [batch, channels, height * scales[0], width * scales[1]];
    return [{ element: x.element, shape }];
  },

  evaluate([x], { scales }, [type]) {
    const y = zeros(type);
    forEachElement(type.shape, ([n, c, row, column], at) => {
      write(y, at, read4(x, n, c, Math.floor(row / scales[0]), Math.floor(column / scales[1])));
    });
    return [y];
  },

  window: (_inputs, { scales }) => ({
    kernel: [1, 1],
    stride: scales.map((scale) => 1 / scale),
    dilation: [1, 1],
  }),

  magnitude: largestOperand,

  surface: {
    name: 'upsample_nearest',
    family: 'border',
    example: ['input x: tensor(1, 1, 2, 2)', 'output y = x -> upsample_nearest(2)'],
    conventions:
      'The sample at ⌊position / scale⌋: nearest in PyTorch, asymmetric with floor in ONNX.',
    arguments: [{ name: 'scale', kind: 'pair', default: 2, doc: 'vertical and horizontal factor' }],
    attributes(args) {
      const scales = args.scale as number[];
      requireEntries('upsample_nearest', { name: 'scale', values: scales }, 2, 1);
      return { scales };
    },
  },
};
