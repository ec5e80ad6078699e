import type { SurfaceValues, WeightRole } from '../../op.js';
import { ShapeError } from '../../op.js';
import type { TensorType } from '../../types.js';
import {
  PICTURE_AXES,
  requireAxes,
  requireEntries,
  requireGroups,
  requireInteger,
  requireVector,
  shapeText,
} from './checks.js';
import type { ConvolutionGeometry } from './convolution.js';
import type { SpatialRank } from './space.js';
import { axisName } from './space.js';
import { explicitPadding, requireGeometry, span } from './window.js';

/** The attributes that say where each input sample paints its kernel. */
export interface TransposedGeometry extends ConvolutionGeometry {
  /** Rows and columns that the output has more at the end. */
  readonly output_padding: readonly number[];
}

/**
 * The type of a grouped transposed convolution of x [N,C,H,W] with weight [C,O/groups,kh,kw] and bias
 * [O]. Throws `ShapeError` when they do not fit each other.
 */
export function transposedType(
  op: string,
  [x, weight, bias]: readonly TensorType[],
  geometry: TransposedGeometry,
  groups: number,
): TensorType {
  requireAxes(op, x, PICTURE_AXES, 0);
  requireAxes(`the weight of ${op}`, weight, ['C', 'O/groups', 'kh', 'kw'], 1);
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
  const [height, width] = transposedOutput(op, picture, { kernel, ...geometry });
  return { element: x.element, shape: [batch, outputs, height, width] };
}

/** The arguments of `conv_transpose`, checked against the feature map it stands on. */
export function transposedArguments(args: SurfaceValues, [x]: readonly TensorType[]) {
  const op = 'conv_transpose';
  requireAxes(op, x, PICTURE_AXES, 0);
  const [, inputs] = x.shape;
  const channels = args.channels as number;
  const groups = args.groups as number;
  requireInteger(op, 'channels', channels, 1);
  requireInteger(op, 'groups', groups, 1);
  requireGroups(op, inputs, 'input', groups);
  requireGroups(op, channels, 'output', groups);
  const kernel = args.kernel as number[];
  const strides = args.stride as number[];
  const dilations = args.dilation as number[];
  requireGeometry(op, { kernel, strides, dilations }, 2);
  if (typeof args.padding === 'string') {
    throw new ShapeError('padding', `${op} needs numbers, but got "${args.padding}"`, {
      argument: 'padding',
      hint: 'padding takes that many rows and columns off the output; (kernel − 1) / 2 is usual',
    });
  }
  const pads = explicitPadding(op, args.padding, 2);
  const output_padding = args.output_padding as number[];
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

/** The weight [I, O/groups, kh, kw] of a transposed convolution. */
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
