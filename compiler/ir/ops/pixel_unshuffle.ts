import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import { zeros } from '../tensor.js';
import { ELEMENT_TYPES } from '../types.js';
import { forEachElement, read4, write } from './shared/access.js';
import { PICTURE_AXES, requireAxes, requireInteger } from './shared/checks.js';
import { largestOperand } from './shared/magnitude.js';
import type { PixelShuffleAttributes } from './shared/pixel-shuffle.js';
import { FACTOR, PIXEL_SHUFFLE_SCHEMA } from './shared/pixel-shuffle.js';

export const pixelUnshuffle: OpDefinition<PixelShuffleAttributes> = {
  name: 'pixel_unshuffle',
  summary:
    'Channels from squares of pixels: ' +
    'y[n, c·r² + i·r + j, h, w] = x[n, c, h·r + i, w·r + j]. Input [N,C,H·r,W·r], output [N,C·r²,H,W].',
  inputs: [{ name: 'x', elements: ELEMENT_TYPES }],
  attributes: PIXEL_SHUFFLE_SCHEMA,

  infer([x], { factor }) {
    requireAxes('pixel_unshuffle', x, PICTURE_AXES, 0);
    requireInteger('pixel_unshuffle', 'factor', factor, 1);
    const [batch, channels, height, width] = x.shape;
    if (height % factor !== 0 || width % factor !== 0) {
      throw new ShapeError(
        'factor',
        `a picture of ${height} × ${width} cannot be cut into squares of ${factor} × ${factor} pixels`,
        { argument: 'factor', input: 0, hint: `height and width must be multiples of ${factor}` },
      );
    }
    const shape = [batch, channels * factor ** 2, height / factor, width / factor];
    return [{ element: x.element, shape }];
  },

  evaluate([x], { factor }, [type]) {
    const y = zeros(type);
    forEachElement(type.shape, ([n, channel, h, w], at) => {
      const place = channel % factor ** 2;
      const c = Math.floor(channel / factor ** 2);
      const [row, column] = [
        h * factor + Math.floor(place / factor),
        w * factor + (place % factor),
      ];
      write(y, at, read4(x, n, c, row, column));
    });
    return [y];
  },

  window: (_inputs, { factor }) => ({
    kernel: [factor, factor],
    stride: [factor, factor],
    dilation: [1, 1],
  }),

  magnitude: largestOperand,

  surface: {
    name: 'pixel_unshuffle',
    family: 'border',
    example: ['input x: tensor(1, 1, 2, 4)', 'output y = x -> pixel_unshuffle(2)'],
    conventions:
      'The order of PyTorch: the channels that come of one stand together. SpaceToDepth of ONNX and ' +
      'TensorFlow puts those of one place together.',
    arguments: [FACTOR],
    attributes: (args) => ({ factor: args.factor as number }),
  },
};
