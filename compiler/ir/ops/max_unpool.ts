import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import { zeros } from '../tensor.js';
import type { Shape } from '../types.js';
import { elementCount, sameShape } from '../types.js';
import { forEachElement, read, write } from './shared/access.js';
import { PICTURE_AXES, requireAxes, requireEntries, shapeText } from './shared/checks.js';
import { largestOperand } from './shared/magnitude.js';
import { axisName } from './shared/space.js';
import { perSpatialAxis } from './shared/spatial-arguments.js';
import { resolvePadding } from './shared/window.js';

export interface MaxUnpoolAttributes extends Attributes {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  /** Of what has been pooled: top, left, bottom, right. */
  readonly pads: readonly number[];
  /** Height and width of the output. */
  readonly size: readonly number[];
}

const NO_DILATION = [1, 1];

export const maxUnpool: OpDefinition<MaxUnpoolAttributes> = {
  name: 'max_unpool',
  summary:
    'Max pooling undone: elements go back where max_pool took them from, zeros elsewhere (Zeiler, Fergus 2014). Of several at ' +
    'one place the last stays, row by row. Input and places [N,C,h,w], output [N,C,H,W], where ' +
    'H = (h − 1)·s − pads + k unless it is given.',
  inputs: [{ name: 'x' }, { name: 'places', elements: ['i32'] }],
  attributes: {
    kernel: { kind: 'integers', doc: 'height and width of the window' },
    strides: { kind: 'integers', doc: 'vertical and horizontal step of the window' },
    pads: { kind: 'integers', doc: 'padding of what was pooled: top, left, bottom, right' },
    size: { kind: 'integers', doc: 'height and width of the output' },
  },

  infer([x, places], { kernel, strides, pads, size }) {
    requireAxes('max_unpool', x, PICTURE_AXES, 0);
    if (!sameShape(places.shape, x.shape)) {
      throw new ShapeError(
        'places',
        `the places of max_unpool must have the shape ${shapeText(x.shape)} of its elements, but are ` +
          shapeText(places.shape),
        { input: 1, otherInput: 0, hint: 'max_pool(…, places = true) gives them' },
      );
    }
    requireEntries('max_unpool', { name: 'kernel', values: kernel }, 2, 1);
    requireEntries('max_unpool', { name: 'stride', values: strides }, 2, 1);
    requireEntries('max_unpool', { name: 'padding', values: pads }, 4, 0);
    requireEntries('max_unpool', { name: 'output_size', values: size }, 2, 1);
    const usual = usualSize(x.shape, { kernel, strides, pads });
    size.forEach((extent, axis) => {
      if (Math.abs(extent - usual[axis]) < strides[axis]) return;
      const least = Math.max(1, usual[axis] - strides[axis] + 1);
      throw new ShapeError(
        'output_size',
        `${axisName(axis, 2)} that max_unpool gives must be from ${least} to ` +
          `${usual[axis] + strides[axis] - 1}, but ${extent} was given: no other gives ` +
          `${x.shape[axis + 2]} windows`,
        { argument: 'output_size', input: 0 },
      );
    });
    return [{ element: x.element, shape: [...x.shape.slice(0, 2), ...size] }];
  },

  evaluate([x, places], { kernel, strides, pads, size }, [type]) {
    const y = zeros(type);
    const area = elementCount(size);
    const [, channels] = x.shape;
    forEachElement(x.shape, ([n, c, ...window], at) => {
      const place = read(places, at);
      const position = [Math.floor(place / size[1]), place % size[1]];
      const isInWindow = position.every((coordinate, axis) => {
        const tap = coordinate + pads[axis] - window[axis] * strides[axis];
        return tap >= 0 && tap < kernel[axis];
      });
      if (isInWindow && place >= 0 && place < area) {
        write(y, (n * channels + c) * area + place, read(x, at));
      }
    });
    return [y];
  },

  magnitude: ([x]) => largestOperand([x]),

  window: (_inputs, { kernel, strides }) => ({
    kernel: kernel.map((extent, axis) => Math.ceil(extent / strides[axis])),
    stride: strides.map((stride) => 1 / stride),
    dilation: NO_DILATION,
  }),

  surface: {
    name: 'max_unpool',
    family: 'pooling',
    example: [
      'input x: tensor(1, 1, 4, 4)',
      'largest, places = x -> max_pool(2, places = true)',
      'output y = largest -> max_unpool(places, 2)',
    ],
    conventions:
      'Places count in the output of a channel, as in PyTorch; those of ONNX count through the whole tensor. One ' +
      'that is not in its window is nowhere; PyTorch and ONNX go anywhere.',
    arguments: [
      { name: 'kernel', kind: 'pair', doc: 'height and width of the window that was pooled' },
      {
        name: 'stride',
        kind: 'pair',
        default: null,
        doc: 'step of the window; the kernel if not given',
      },
      { name: 'padding', kind: 'padding', default: 0, doc: 'padding around what was pooled' },
      {
        name: 'output_size',
        kind: 'pair',
        default: null,
        doc: 'height and width of what was pooled, where several give as many windows',
      },
    ],
    attributes(args, [x]) {
      requireAxes('max_unpool', x, PICTURE_AXES, 0);
      const kernel = perSpatialAxis(args.kernel);
      const strides = args.stride === null ? kernel : perSpatialAxis(args.stride);
      const geometry = { kernel, strides, dilations: NO_DILATION };
      const pads = resolvePadding('max_unpool', args.padding, x.shape.slice(2), geometry);
      const window = { kernel, strides, pads };
      const size =
        args.output_size === null ? usualSize(x.shape, window) : perSpatialAxis(args.output_size);
      return { ...window, size };
    },
  },
};

/** The least that gives so many windows: (h − 1)·s − pads + k. */
function usualSize(
  windows: Shape,
  { kernel, strides, pads }: Pick<MaxUnpoolAttributes, 'kernel' | 'strides' | 'pads'>,
): number[] {
  return kernel.map(
    (extent, axis) =>
      (windows[axis + 2] - 1) * strides[axis] - pads[axis] - pads[axis + 2] + extent,
  );
}
