import type { SurfaceValues, WeightRole } from '../../op.js';
import { ShapeError } from '../../op.js';
import type { TensorType } from '../../types.js';
import {
  PICTURE_AXES,
  requireAxes,
  requireGroups,
  requireInteger,
  requireVector,
  shapeText,
} from './checks.js';
import { resolvePadding, windowOutput } from './window.js';

/** The attributes that say how a window moves over a feature map. */
export interface ConvolutionGeometry {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** top, left, bottom, right: zeros around the feature map. */
  readonly pads: readonly number[];
}

/**
 * The type of a grouped convolution of x [N,C,H,W] with weight [O,C/groups,kh,kw] and bias [O].
 * Throws `ShapeError` when they do not fit each other.
 */
export function convolutionType(
  op: string,
  [x, weight, bias]: readonly TensorType[],
  geometry: ConvolutionGeometry,
  groups: number,
): TensorType {
  requireAxes(op, x, PICTURE_AXES, 0);
  requireAxes(`the weight of ${op}`, weight, ['O', 'C/groups', 'kh', 'kw'], 1);
  requireInteger(op, 'groups', groups, 1);
  const [batch, channels] = x.shape;
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
  const [height, width] = windowOutput(op, x.shape.slice(2), { kernel, ...geometry });
  return { element: x.element, shape: [batch, outputs, height, width] };
}

/** The arguments of `conv`, checked against the feature map it stands on. */
export function convolutionArguments(args: SurfaceValues, [x]: readonly TensorType[]) {
  const op = 'conv';
  requireAxes(op, x, PICTURE_AXES, 0);
  const [, inputs, ...picture] = x.shape;
  const channels = args.channels as number;
  const groups = args.groups as number;
  requireInteger(op, 'channels', channels, 1);
  requireInteger(op, 'groups', groups, 1);
  requireGroups(op, inputs, 'input', groups);
  requireGroups(op, channels, 'output', groups);
  const kernel = args.kernel as number[];
  const strides = args.stride as number[];
  const dilations = args.dilation as number[];
  const pads = resolvePadding(op, args.padding, picture, { kernel, strides, dilations });
  return { channels, inputsPerGroup: inputs / groups, kernel, strides, dilations, pads, groups };
}

/** The weight [O, I/groups, kh, kw] of a convolution. */
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
