import type { Attributes } from '../../graph.js';
import type { OpDefinition, SurfaceValues } from '../../op.js';
import { ShapeError } from '../../op.js';
import { zeros } from '../../tensor.js';
import type { Shape, TensorType } from '../../types.js';
import { elementCount, rowMajorStrides, sameShape } from '../../types.js';
import { forEachElement, read, write } from './access.js';
import { requireAxes, requireInteger, shapeText } from './checks.js';
import { undilated } from './pooling.js';
import type { SpatialRank } from './space.js';
import { extents, family, requireFeatureMap, spaceOf } from './space.js';
import { perSpatialAxis, spatialArgument } from './spatial-arguments.js';
import { forEachTap, resolvePadding, windowOutput } from './window.js';

export interface LocalConvAttributes extends Attributes {
  readonly strides: readonly number[];
  /** Zeros around the feature map: before each spatial axis, then behind each. */
  readonly pads: readonly number[];
}

/** Builds the definition of a locally connected layer over `rank` spatial axes. */
export function localConvOp({
  name,
  rank,
  formula,
  conventions,
  example,
}: {
  readonly name: string;
  readonly rank: SpatialRank;
  /** y = …, in letters for each axis. */
  readonly formula: string;
  readonly conventions: string;
  readonly example: readonly string[];
}): OpDefinition<LocalConvAttributes> {
  const { axes, kernel: kernelAxes } = spaceOf(rank);
  const placeAxes = axes.slice(2).map((axis) => `${axis}′`);
  const weightAxes = [...placeAxes, 'O', 'C', ...kernelAxes];
  const dilations = undilated(rank);
  return {
    name,
    summary:
      'Locally connected layer: a convolution that shares no weights, with a kernel of its own at every place ' +
      `(Gregor, LeCun 2010; Taigman et al. 2014), ${formula}, x being zero outside. Input [${axes.join(',')}], weight ` +
      `[${weightAxes.join(',')}], bias [O,${placeAxes.join(',')}], output [N,O,${placeAxes.join(',')}].`,
    inputs: [{ name: 'x' }, { name: 'weight' }, { name: 'bias', optional: true }],
    attributes: {
      strides: { kind: 'integers', doc: 'step of the window along each axis' },
      pads: { kind: 'integers', doc: 'zeros before each axis, then behind each' },
    },

    infer([x, weight, bias], { strides, pads }) {
      requireFeatureMap(name, x, rank, family('local_conv'));
      requireAxes(`the weight of ${name}`, weight, weightAxes, 1);
      const given = weight.shape.slice(0, rank);
      const [outputs, channels, ...kernel] = weight.shape.slice(rank);
      if (channels !== x.shape[1]) {
        throw new ShapeError(
          'channels',
          `the weight ${shapeText(weight.shape)} of ${name} reads ${channels} channels, but the input ` +
            `has ${x.shape[1]}`,
          { input: 1, otherInput: 0 },
        );
      }
      const window = { kernel, strides, pads, dilations };
      const places = windowOutput(name, x.shape.slice(2), window);
      if (!sameShape(places, given)) {
        throw new ShapeError(
          'weight',
          `the weight ${shapeText(weight.shape)} of ${name} has kernels for ${given.join(' × ')} places, ` +
            `but there are ${places.join(' × ')}`,
          { input: 1, otherInput: 0 },
        );
      }
      const own = [outputs, ...places];
      if (bias !== undefined && !sameShape(bias.shape, own)) {
        throw new ShapeError(
          'bias',
          `the bias of ${name} must be ${shapeText(own)}, one element per channel and place, but is ` +
            shapeText(bias.shape),
          { input: 2, otherInput: 0 },
        );
      }
      return [{ element: x.element, shape: [x.shape[0], ...own] }];
    },

    evaluate([x, weight, bias], { strides, pads }, [type]) {
      const y = zeros(type);
      const [, channels, ...picture] = x.shape;
      const [outputs, , ...kernel] = weight.shape.slice(rank);
      const steps = rowMajorStrides(weight.shape.slice(0, rank));
      const [area, taps] = [elementCount(picture), elementCount(kernel)];
      const window = { kernel, strides, pads, dilations };
      forEachElement(type.shape, ([n, o, ...position], at) => {
        const spot = position.reduce((sum, at, axis) => sum + at * steps[axis], 0);
        let sum = bias === undefined ? 0 : read(bias, at % elementCount(bias.shape));
        for (let i = 0; i < channels; i++) {
          const map = (n * channels + i) * area;
          const filter = ((spot * outputs + o) * channels + i) * taps;
          forEachTap(window, picture, position, (place, tap) => {
            sum += read(x, map + place) * read(weight, filter + tap);
          });
        }
        write(y, at, sum);
      });
      return [y];
    },

    macs: ([x, weight]) => x.shape[0] * elementCount(weight.shape),

    window: ([, weight], { strides }) => ({
      kernel: weight.shape.slice(rank + 2),
      stride: strides,
      dilation: dilations,
    }),

    weight: () => ({
      operand: 1,
      bias: 2,
      hasOwnBiases: true,
      channelAxis: 1,
      outputs: rank,
      inputs: rank + 1,
      groups: 1,
      acrossGroups: 'outputs',
      taps: 'all inside',
    }),
    // An element of x meets all channels of a place.
    scalarOperands: () => [0],
    zeroPadded: true,

    surface: {
      name,
      family: 'convolution',
      example,
      conventions,
      arguments: [
        { name: 'channels', kind: 'integer', doc: 'output channels' },
        { ...spatialArgument(rank), name: 'kernel', doc: `${extents(rank)} of the window` },
        { ...spatialArgument(rank), name: 'stride', default: 1, doc: 'step of the window' },
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
        const { channels, kernel, places } = argumentsOf(name, rank, args, x);
        const weight = { name: 'weight', shape: [...places, channels, x.shape[1], ...kernel] };
        if (args.bias !== true) return [weight];
        return [weight, { name: 'bias', shape: [channels, ...places] }];
      },
      attributes(args, [x]) {
        const { strides, pads } = argumentsOf(name, rank, args, x);
        return { strides, pads };
      },
    },
  };
}

function argumentsOf(name: string, rank: SpatialRank, args: SurfaceValues, x: TensorType) {
  requireFeatureMap(name, x, rank, family('local_conv'));
  const channels = args.channels as number;
  requireInteger(name, 'channels', channels, 1);
  const kernel = perSpatialAxis(args.kernel);
  const strides = perSpatialAxis(args.stride);
  const picture: Shape = x.shape.slice(2);
  const geometry = { kernel, strides, dilations: undilated(rank) };
  const pads = resolvePadding(name, args.padding, picture, geometry);
  const places = windowOutput(name, picture, { ...geometry, pads });
  return { channels, kernel, strides, pads, places };
}
