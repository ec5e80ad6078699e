import type { Attributes } from '../graph.js';
import type { OpDefinition, SurfaceValues } from '../op.js';
import { ShapeError } from '../op.js';
import { zeros } from '../tensor.js';
import type { Shape, TensorType } from '../types.js';
import { elementCount, sameShape } from '../types.js';
import { forEachElement, read, write } from './shared/access.js';
import { PICTURE_AXES, requireAxes, requireInteger, shapeText } from './shared/checks.js';
import { perSpatialAxis } from './shared/spatial-arguments.js';
import { forEachTap, resolvePadding, windowOutput } from './shared/window.js';

export interface LocalConvAttributes extends Attributes {
  readonly strides: readonly number[];
  /** Zeros around the feature map: top, left, bottom, right. */
  readonly pads: readonly number[];
}

const NO_DILATION = [1, 1];

export const localConv: OpDefinition<LocalConvAttributes> = {
  name: 'local_conv',
  summary:
    'Locally connected layer: a convolution that shares no weights, with a kernel of its own at every place ' +
    '(Gregor, LeCun 2010; Taigman et al. 2014), y[n,o,r,c] = b[o,r,c] + Σ x[n, i, r·s + ky − p, c·s + kx − p] · ' +
    'w[r,c,o,i,ky,kx], x being zero outside. Input [N,C,H,W], weight [H′,W′,O,C,kh,kw], bias [O,H′,W′], ' +
    'output [N,O,H′,W′].',
  inputs: [{ name: 'x' }, { name: 'weight' }, { name: 'bias', optional: true }],
  attributes: {
    strides: { kind: 'integers', doc: 'vertical and horizontal step of the window' },
    pads: { kind: 'integers', doc: 'rows and columns of zeros: top, left, bottom, right' },
  },

  infer([x, weight, bias], { strides, pads }) {
    requireAxes('local_conv', x, PICTURE_AXES, 0);
    requireAxes('the weight of local_conv', weight, ['H′', 'W′', 'O', 'C', 'kh', 'kw'], 1);
    const [rows, columns, outputs, channels, ...kernel] = weight.shape;
    if (channels !== x.shape[1]) {
      throw new ShapeError(
        'channels',
        `the weight ${shapeText(weight.shape)} of local_conv reads ${channels} channels, but the input ` +
          `has ${x.shape[1]}`,
        { input: 1, otherInput: 0 },
      );
    }
    const window = { kernel, strides, pads, dilations: NO_DILATION };
    const places = windowOutput('local_conv', x.shape.slice(2), window);
    if (!sameShape(places, [rows, columns])) {
      throw new ShapeError(
        'weight',
        `the weight ${shapeText(weight.shape)} of local_conv has kernels for ${rows} × ${columns} places, ` +
          `but there are ${places.join(' × ')}`,
        { input: 1, otherInput: 0 },
      );
    }
    const own = [outputs, ...places];
    if (bias !== undefined && !sameShape(bias.shape, own)) {
      throw new ShapeError(
        'bias',
        `the bias of local_conv must be ${shapeText(own)}, one element per channel and place, but is ` +
          shapeText(bias.shape),
        { input: 2, otherInput: 0 },
      );
    }
    return [{ element: x.element, shape: [x.shape[0], ...own] }];
  },

  evaluate([x, weight, bias], { strides, pads }, [type]) {
    const y = zeros(type);
    const [, channels, ...picture] = x.shape;
    const [, columns, outputs, , ...kernel] = weight.shape;
    const [area, taps] = [elementCount(picture), elementCount(kernel)];
    const window = { kernel, strides, pads, dilations: NO_DILATION };
    forEachElement(type.shape, ([n, o, row, column], at) => {
      let sum = bias === undefined ? 0 : read(bias, at % elementCount(bias.shape));
      for (let i = 0; i < channels; i++) {
        const map = (n * channels + i) * area;
        const filter = (((row * columns + column) * outputs + o) * channels + i) * taps;
        forEachTap(window, picture, [row, column], (place, tap) => {
          sum += read(x, map + place) * read(weight, filter + tap);
        });
      }
      write(y, at, sum);
    });
    return [y];
  },

  macs: ([x, weight]) => x.shape[0] * elementCount(weight.shape),

  window: ([, weight], { strides }) => ({
    kernel: weight.shape.slice(4),
    stride: strides,
    dilation: NO_DILATION,
  }),

  weight: () => ({
    operand: 1,
    bias: 2,
    hasOwnBiases: true,
    channelAxis: 1,
    outputs: 2,
    inputs: 3,
    groups: 1,
    acrossGroups: 'outputs',
    taps: 'all inside',
  }),
  // An element of x meets all channels of a place.
  scalarOperands: () => [0],
  zeroPadded: true,

  surface: {
    name: 'local_conv',
    family: 'convolution',
    example: ['input x: tensor(1, 3, 8, 8)', 'output y = x -> local_conv(4, kernel = 3)'],
    conventions:
      'Keras 2 has LocallyConnected2D, whose weight is [H′·W′,kh·kw·C,O] and bias [H′,W′,O]; PyTorch and ONNX ' +
      'have no such layer.',
    arguments: [
      { name: 'channels', kind: 'integer', doc: 'output channels' },
      { name: 'kernel', kind: 'pair', doc: 'height and width of the window' },
      { name: 'stride', kind: 'pair', default: 1, doc: 'step of the window' },
      {
        name: 'padding',
        kind: 'padding',
        default: 0,
        doc: 'zeros around the feature map, or same, same_lower or full',
      },
      {
        name: 'bias',
        kind: 'boolean',
        default: true,
        doc: 'add a bias per output channel and place',
      },
    ],
    weights(args, [x]) {
      const { channels, kernel, places } = argumentsOf(args, x);
      const weight = { name: 'weight', shape: [...places, channels, x.shape[1], ...kernel] };
      if (args.bias !== true) return [weight];
      return [weight, { name: 'bias', shape: [channels, ...places] }];
    },
    attributes(args, [x]) {
      const { strides, pads } = argumentsOf(args, x);
      return { strides, pads };
    },
  },
};

function argumentsOf(args: SurfaceValues, x: TensorType) {
  requireAxes('local_conv', x, PICTURE_AXES, 0);
  const channels = args.channels as number;
  requireInteger('local_conv', 'channels', channels, 1);
  const kernel = perSpatialAxis(args.kernel);
  const strides = perSpatialAxis(args.stride);
  const picture: Shape = x.shape.slice(2);
  const geometry = { kernel, strides, dilations: NO_DILATION };
  const pads = resolvePadding('local_conv', args.padding, picture, geometry);
  const places = windowOutput('local_conv', picture, { ...geometry, pads });
  return { channels, kernel, strides, pads, places };
}
