import type { SurfaceArgument, SurfaceValues, WeightRole } from '../../op.js';
import { ShapeError } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { zeros } from '../../tensor.js';
import type { Shape, TensorType } from '../../types.js';
import { elementCount } from '../../types.js';
import { forEachElement, read, write } from './access.js';
import { multiplyAdd } from './arithmetic.js';
import {
  requireAxes,
  requireEntries,
  requireGroups,
  requireInteger,
  requireVector,
  shapeText,
} from './checks.js';
import type { ConvolutionGeometry } from './convolution.js';
import type { SpatialRank } from './space.js';
import { axisName, extents, family, requireFeatureMap, spaceOf } from './space.js';
import { perSpatialAxis, spatialArgument } from './spatial-arguments.js';
import { explicitPadding, requireGeometry, span } from './window.js';

/** The attributes that say where each input sample paints its kernel. */
export interface TransposedGeometry extends ConvolutionGeometry {
  /** Samples that the output has more at the end of each axis. */
  readonly output_padding: readonly number[];
}

/**
 * The type of a grouped transposed convolution of x [N,C,…] with weight [C,O/groups,…] and bias [O], over
 * `rank` spatial axes. Throws `ShapeError` when they do not fit each other.
 */
export function transposedType(
  op: string,
  rank: SpatialRank,
  [x, weight, bias]: readonly TensorType[],
  { groups, ...geometry }: TransposedGeometry & { readonly groups: number },
): TensorType {
  requireFeatureMap(op, x, rank);
  requireAxes(`the weight of ${op}`, weight, ['C', 'O/groups', ...spaceOf(rank).kernel], 1);
  requireInteger(op, 'groups', groups, 1);
  const [batch, channels, ...picture] = x.shape;
  const [inputs, outputsPerGroup, ...kernel] = weight.shape;
  if (inputs !== channels) {
    throw new ShapeError(
      'channels',
      `the weight ${shapeText(weight.shape)} of ${op} reads ${inputs} channels, ` +
        `but the input has ${channels}`,
      { input: 1, otherInput: 0 },
    );
  }
  requireGroups(op, channels, 'input', groups);
  const outputs = outputsPerGroup * groups;
  if (bias !== undefined) {
    requireVector(op, { name: 'bias', type: bias, input: 2 }, outputs, 'output channel');
  }
  const positions = transposedOutput(op, picture, { kernel, ...geometry });
  return { element: x.element, shape: [batch, outputs, ...positions] };
}

/** What is given to a transposed convolution over `rank` spatial axes in the language. */
export function transposedSurfaceArguments(rank: SpatialRank): SurfaceArgument[] {
  return [
    { name: 'channels', kind: 'integer', doc: 'output channels' },
    { ...spatialArgument(rank), name: 'kernel', doc: `${extents(rank)} of the kernel` },
    {
      ...spatialArgument(rank),
      name: 'stride',
      default: 1,
      doc: 'factor by which the feature map grows',
    },
    {
      name: 'padding',
      kind: 'padding',
      default: 0,
      doc: 'samples taken off around the output',
    },
    {
      ...spatialArgument(rank),
      name: 'output_padding',
      minimum: 0,
      default: 0,
      doc: 'samples more at the end of each axis, less than the stride or the dilation',
    },
    { ...spatialArgument(rank), name: 'dilation', default: 1, doc: 'distance between taps' },
    { name: 'groups', kind: 'integer', default: 1, doc: 'independent channel groups' },
    { name: 'bias', kind: 'boolean', default: true, doc: 'add a bias per output channel' },
  ];
}

/** The arguments of `op`, checked against the feature map it stands on. */
export function transposedArguments(
  op: string,
  rank: SpatialRank,
  args: SurfaceValues,
  [x]: readonly TensorType[],
) {
  requireFeatureMap(op, x, rank, family('conv_transpose'));
  const [, inputs] = x.shape;
  const channels = args.channels as number;
  const groups = args.groups as number;
  requireInteger(op, 'channels', channels, 1);
  requireInteger(op, 'groups', groups, 1);
  requireGroups(op, inputs, 'input', groups);
  requireGroups(op, channels, 'output', groups);
  const kernel = perSpatialAxis(args.kernel);
  const strides = perSpatialAxis(args.stride);
  const dilations = perSpatialAxis(args.dilation);
  requireGeometry(op, { kernel, strides, dilations }, rank);
  if (typeof args.padding === 'string') {
    throw new ShapeError('padding', `${op} needs numbers, but got "${args.padding}"`, {
      argument: 'padding',
      hint: 'padding takes that many rows and columns off the output; (kernel − 1) / 2 is usual',
    });
  }
  const pads = explicitPadding(op, args.padding, rank);
  const output_padding = perSpatialAxis(args.output_padding);
  const weight = [inputs, channels / groups, ...kernel];
  return { channels, weight, strides, dilations, pads, output_padding, groups };
}

/** Output extents (i − 1)·s − pads + d(k − 1) + 1 + output padding. Throws `ShapeError`. */
function transposedOutput(
  op: string,
  input: readonly number[],
  window: TransposedGeometry & { readonly kernel: readonly number[] },
): number[] {
  const rank = input.length as SpatialRank;
  const { kernel, strides, dilations, pads, output_padding } = window;
  requireGeometry(op, window, rank);
  requireEntries(op, { name: 'padding', values: pads }, 2 * rank, 0);
  requireEntries(op, { name: 'output_padding', values: output_padding }, rank, 0);
  return input.map((extent, axis) => {
    const [stride, dilation, extra] = [strides[axis], dilations[axis], output_padding[axis]];
    const limit = Math.max(stride, dilation);
    if (extra >= limit) {
      throw new ShapeError(
        'output_padding',
        `the output padding of ${op} along ${axisName(axis, rank)} is ${extra}, but must be less ` +
          `than ${limit}, the larger of stride ${stride} and dilation ${dilation}`,
        {
          argument: 'output_padding',
          hint: 'it chooses among the output sizes that a convolution would bring back to this input',
        },
      );
    }
    const painted = (extent - 1) * stride + span(kernel[axis], dilation) + extra;
    const removed = pads[axis] + pads[axis + rank];
    if (removed < painted) return painted - removed;
    throw new ShapeError(
      'padding',
      `the padding of ${op} takes ${removed} samples off ${axisName(axis, rank)}, ` +
        `but there are only ${painted}`,
      { argument: 'padding' },
    );
  });
}

/** The reference: what paints each output, summed over the channels of its group, modulo 2³² where it is of i32. */
export function evaluateTransposed(
  [x, weight, bias]: readonly Tensor[],
  { groups, ...geometry }: TransposedGeometry & { readonly groups: number },
  [type]: readonly TensorType[],
): readonly Tensor[] {
  const y = zeros(type);
  const add = multiplyAdd(type.element);
  const [, channels, ...picture] = x.shape;
  const [, outputsPerGroup, ...kernel] = weight.shape;
  const [area, taps] = [elementCount(picture), elementCount(kernel)];
  const inputsPerGroup = channels / groups;
  forEachElement(type.shape, ([n, o, ...position], at) => {
    const first = Math.floor(o / outputsPerGroup) * inputsPerGroup;
    let sum = bias === undefined ? 0 : read(bias, o);
    forEachPainter(geometry, picture, kernel, position, (place, tap) => {
      for (let i = first; i < first + inputsPerGroup; i++) {
        const filter = (i * outputsPerGroup + (o % outputsPerGroup)) * taps;
        sum = add(sum, read(x, (n * channels + i) * area + place), read(weight, filter + tap));
      }
    });
    write(y, at, sum);
  });
  return [y];
}

/** Visits the inputs that reach the output at `position` and the taps through which, both counted row by row. */
function forEachPainter(
  geometry: TransposedGeometry,
  picture: Shape,
  kernel: Shape,
  position: readonly number[],
  visit: (place: number, tap: number) => void,
  axis = 0,
  place = 0,
  tap = 0,
): void {
  if (axis === kernel.length) {
    visit(place, tap);
    return;
  }
  const { strides, dilations, pads } = geometry;
  for (let k = 0; k < kernel[axis]; k++) {
    const source = (position[axis] + pads[axis] - k * dilations[axis]) / strides[axis];
    if (!Number.isInteger(source) || source < 0 || source >= picture[axis]) continue;
    const [inner, innerTap] = [place * picture[axis] + source, tap * kernel[axis] + k];
    forEachPainter(geometry, picture, kernel, position, visit, axis + 1, inner, innerTap);
  }
}

/** The weight [I, O/groups, …] of a transposed convolution. */
export function transposedWeight(groups: number): WeightRole {
  return {
    operand: 1,
    bias: 2,
    channelAxis: 1,
    outputs: 1,
    inputs: 0,
    groups,
    acrossGroups: 'inputs',
    taps: 'some',
  };
}
