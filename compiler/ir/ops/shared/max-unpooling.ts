import type { Attributes } from '../../graph.js';
import type { OpDefinition } from '../../op.js';
import { ShapeError } from '../../op.js';
import { zeros } from '../../tensor.js';
import type { Shape } from '../../types.js';
import { elementCount, rowMajorStrides, sameShape } from '../../types.js';
import { forEachElement, read, write } from './access.js';
import { ARITHMETIC } from './arithmetic.js';
import { requireEntries, shapeText } from './checks.js';
import { largestOperand } from './magnitude.js';
import { undilated } from './pooling.js';
import type { SpatialRank } from './space.js';
import { axisName, extents, family, requireFeatureMap, spaceOf } from './space.js';
import { perSpatialAxis, spatialArgument } from './spatial-arguments.js';
import { resolvePadding } from './window.js';

export interface MaxUnpoolAttributes extends Attributes {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  /** Of what has been pooled: before each spatial axis, then behind each. */
  readonly pads: readonly number[];
  /** Spatial extents of the output. */
  readonly size: readonly number[];
}

/** Builds the definition of undoing maximum pooling over `rank` spatial axes. */
export function maxUnpoolOp(
  name: string,
  rank: SpatialRank,
  example: readonly string[],
): OpDefinition<MaxUnpoolAttributes> {
  const { axes } = spaceOf(rank);
  const pool = name.replace('unpool', 'pool');
  const along = extents(rank);
  return {
    name,
    summary:
      `Max pooling undone: elements go back where ${pool} took them from, zeros elsewhere (Zeiler, Fergus 2014). Of several at ` +
      `one place the last stays, row by row. Input and places [${axes.join(',').replace(/[DHWL]/g, (axis) => axis.toLowerCase())}], ` +
      `output [${axes.join(',')}], where ${axes[2]} = (${axes[2].toLowerCase()} − 1)·s − pads + k unless it is given.`,
    inputs: [
      { name: 'x', elements: ARITHMETIC },
      { name: 'places', elements: ['i32'] },
    ],
    attributes: {
      kernel: { kind: 'integers', doc: `${along} of the window` },
      strides: { kind: 'integers', doc: 'step of the window along each axis' },
      pads: { kind: 'integers', doc: 'padding of what was pooled, before and then behind' },
      size: { kind: 'integers', doc: `${along} of the output` },
    },

    infer([x, places], { kernel, strides, pads, size }) {
      requireFeatureMap(name, x, rank, family('max_unpool'));
      if (!sameShape(places.shape, x.shape)) {
        throw new ShapeError(
          'places',
          `the places of ${name} must have the shape ${shapeText(x.shape)} of its elements, but are ` +
            shapeText(places.shape),
          { input: 1, otherInput: 0, hint: `${pool}(…, places = true) gives them` },
        );
      }
      requireEntries(name, { name: 'kernel', values: kernel }, rank, 1);
      requireEntries(name, { name: 'stride', values: strides }, rank, 1);
      requireEntries(name, { name: 'padding', values: pads }, 2 * rank, 0);
      requireEntries(name, { name: 'output_size', values: size }, rank, 1);
      const usual = usualSize(x.shape, { kernel, strides, pads });
      size.forEach((extent, axis) => {
        if (Math.abs(extent - usual[axis]) < strides[axis]) return;
        const least = Math.max(1, usual[axis] - strides[axis] + 1);
        throw new ShapeError(
          'output_size',
          `${axisName(axis, rank)} that ${name} gives must be from ${least} to ` +
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
      const steps = rowMajorStrides(size);
      const [, channels] = x.shape;
      forEachElement(x.shape, ([n, c, ...window], at) => {
        const place = read(places, at);
        const position = steps.map((step, axis) => Math.floor(place / step) % size[axis]);
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
      dilation: undilated(rank),
    }),

    surface: {
      name,
      family: 'pooling',
      example,
      conventions:
        'Places count in the output of a channel, as in PyTorch; those of ONNX count through the whole tensor. One ' +
        'that is not in its window is nowhere; PyTorch and ONNX go anywhere.',
      arguments: [
        { ...spatialArgument(rank), name: 'kernel', doc: `${along} of the window that was pooled` },
        {
          ...spatialArgument(rank),
          name: 'stride',
          default: null,
          doc: 'step of the window; the kernel if not given',
        },
        { name: 'padding', kind: 'padding', default: 0, doc: 'padding around what was pooled' },
        {
          ...spatialArgument(rank),
          name: 'output_size',
          default: null,
          doc: `${along} of what was pooled, where several give as many windows`,
        },
      ],
      attributes(args, [x]) {
        requireFeatureMap(name, x, rank, family('max_unpool'));
        const kernel = perSpatialAxis(args.kernel);
        const strides = args.stride === null ? kernel : perSpatialAxis(args.stride);
        const geometry = { kernel, strides, dilations: undilated(rank) };
        const pads = resolvePadding(name, args.padding, x.shape.slice(2), geometry);
        const window = { kernel, strides, pads };
        const size =
          args.output_size === null ? usualSize(x.shape, window) : perSpatialAxis(args.output_size);
        return { ...window, size };
      },
    },
  };
}

/** The least that gives so many windows: (h − 1)·s − pads + k. */
function usualSize(
  windows: Shape,
  { kernel, strides, pads }: Pick<MaxUnpoolAttributes, 'kernel' | 'strides' | 'pads'>,
): number[] {
  return kernel.map(
    (extent, axis) =>
      (windows[axis + 2] - 1) * strides[axis] - pads[axis] - pads[axis + kernel.length] + extent,
  );
}
