import type { SurfaceArgument, SurfaceValues, WeightRole } from '../../op.js';
import { ShapeError } from '../../op.js';
import type { TensorType } from '../../types.js';
import { requireAxes, requireGroups, requireInteger, requireVector, shapeText } from './checks.js';
import type { SpatialRank } from './space.js';
import { extents, family, requireFeatureMap, spaceOf } from './space.js';
import { perSpatialAxis, spatialArgument } from './spatial-arguments.js';
import { resolvePadding, windowOutput } from './window.js';

/** The attributes that say how a window moves over a feature map, one entry per spatial axis. */
export interface ConvolutionGeometry {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Zeros around the feature map: before each axis, then after each. Of pictures top, left, bottom, right. */
  readonly pads: readonly number[];
}

/**
 * The type of a grouped convolution of x [N,C,…] with weight [O,C/groups,…] and bias [O], over `rank` spatial
 * axes. Throws `ShapeError` when they do not fit each other.
 */
export function convolutionType(
  op: string,
  rank: SpatialRank,
  [x, weight, bias]: readonly TensorType[],
  { groups, ...geometry }: ConvolutionGeometry & { readonly groups: number },
): TensorType {
  requireFeatureMap(op, x, rank);
  requireAxes(`the weight of ${op}`, weight, ['O', 'C/groups', ...spaceOf(rank).kernel], 1);
  requireInteger(op, 'groups', groups, 1);
  const [batch, channels, ...picture] = x.shape;
  const [outputs, inputsPerGroup, ...kernel] = weight.shape;
  if (inputsPerGroup * groups !== channels) {
    throw new ShapeError(
      'channels',
      `the weight ${shapeText(weight.shape)} of ${op} with ${groups} ` +
        `${groups === 1 ? 'group' : 'groups'} reads ${inputsPerGroup * groups} channels, ` +
        `but the input has ${channels}`,
      { input: 1, otherInput: 0 },
    );
  }
  requireGroups(op, outputs, 'output', groups);
  if (bias !== undefined) {
    requireVector(op, { name: 'bias', type: bias, input: 2 }, outputs, 'output channel');
  }
  const { strides, dilations, pads } = geometry;
  const positions = windowOutput(op, picture, { kernel, strides, dilations, pads });
  return { element: x.element, shape: [batch, outputs, ...positions] };
}

/** What is given to a convolution over `rank` spatial axes in the language. */
export function convolutionSurfaceArguments(rank: SpatialRank): SurfaceArgument[] {
  return [
    { name: 'channels', kind: 'integer', doc: 'output channels' },
    {
      ...spatialArgument(rank),
      name: 'kernel',
      doc: `${extents(rank)} of the window`,
    },
    { ...spatialArgument(rank), name: 'stride', default: 1, doc: 'step of the window' },
    {
      name: 'padding',
      kind: 'padding',
      default: 0,
      doc: 'zeros around the feature map, or same, same_lower or full',
    },
    { ...spatialArgument(rank), name: 'dilation', default: 1, doc: 'distance between taps' },
    { name: 'groups', kind: 'integer', default: 1, doc: 'independent channel groups' },
    { name: 'bias', kind: 'boolean', default: true, doc: 'add a bias per output channel' },
  ];
}

/** The arguments of `op`, checked against the feature map it stands on. */
export function convolutionArguments(
  op: string,
  rank: SpatialRank,
  args: SurfaceValues,
  [x]: readonly TensorType[],
) {
  requireFeatureMap(op, x, rank, family('conv'));
  const [, inputs, ...picture] = x.shape;
  const channels = args.channels as number;
  const groups = args.groups as number;
  requireInteger(op, 'channels', channels, 1);
  requireInteger(op, 'groups', groups, 1);
  requireGroups(op, inputs, 'input', groups);
  requireGroups(op, channels, 'output', groups);
  const kernel = perSpatialAxis(args.kernel);
  const strides = perSpatialAxis(args.stride);
  const dilations = perSpatialAxis(args.dilation);
  const pads = resolvePadding(op, args.padding, picture, { kernel, strides, dilations });
  return { channels, inputsPerGroup: inputs / groups, kernel, strides, dilations, pads, groups };
}

/** The weight [O, I/groups, …] of a convolution. */
export function convolutionWeight(groups: number, pads: readonly number[]): WeightRole {
  return {
    operand: 1,
    bias: 2,
    channelAxis: 1,
    outputs: 0,
    inputs: 1,
    groups,
    acrossGroups: 'outputs',
    taps: pads.every((count) => count === 0) ? 'all' : 'all inside',
  };
}
