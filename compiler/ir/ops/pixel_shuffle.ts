import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import { zeros } from '../tensor.js';
import { ELEMENT_TYPES } from '../types.js';
import { forEachElement, read4, write } from './shared/access.js';
import { PICTURE_AXES, requireAxes, requireInteger } from './shared/checks.js';
import { largestOperand } from './shared/magnitude.js';
import type { PixelShuffleAttributes } from './shared/pixel-shuffle.js';
import { FACTOR, PIXEL_SHUFFLE_SCHEMA } from './shared/pixel-shuffle.js';

export const pixelShuffle: OpDefinition<PixelShuffleAttributes> = {
  name: 'pixel_shuffle',
  summary:
    'Squares of pixels from channels: ' +
    'y[n, c, h·r + i, w·r + j] = x[n, c·r² + i·r + j, h, w]. Input [N,C·r²,H,W], output [N,C,H·r,W·r]. The end of a sub-pixel convolution (Shi et al. 2016).',
  inputs: [{ name: 'x', elements: ELEMENT_TYPES }],
  attributes: PIXEL_SHUFFLE_SCHEMA,

  infer([x], { factor }) {
    requireAxes('pixel_shuffle', x, PICTURE_AXES, 0);
    requireInteger('pixel_shuffle', 'factor', factor, 1);
    const [batch, channels, height, width] = x.shape;
    if (channels % factor ** 2 !== 0) {
      throw new ShapeError(
        'factor',
        `${channels} channels cannot be laid out as squares of ${factor} × ${factor} pixels`,
        { argument: 'factor', input: 0, hint: `the channels must be a multiple of ${factor ** 2}` },
      );
    }
    const shape = [batch, channels / factor ** 2, height * factor, width * factor];
    return [{ element: x.element, shape }];
  },

  evaluate([x], { factor }, [type]) {
    const y = zeros(type);
    forEachElement(type.shape, ([n, c, row, column], at) => {
      const place = (row % factor) * factor + (column % factor);
      const [h, w] = [Math.floor(row / factor), Math.floor(column / factor)];
      write(y, at, read4(x, n, c * factor ** 2 + place, h, w));
    });
    return [y];
  },

  window: (_inputs, { factor }) => ({
    kernel: [1, 1],
    stride: [1 / factor, 1 / factor],
    dilation: [1, 1],
  }),

  magnitude: largestOperand,

  surface: {
    name: 'pixel_shuffle',
    family: 'border',
    example: ['input x: tensor(1, 4, 1, 2)', 'output y = x -> pixel_shuffle(2)'],
    conventions:
      'The order of PyTorch, which is mode CRD of ONNX: the channels of a square stand together. In that of ' +
      "TensorFlow, ONNX's default DCR, those of one place do.",
    arguments: [FACTOR],
    attributes: (args) => ({ factor: args.factor as number }),
  },
};
