import type { SurfaceValue } from '../../op.js';
import { ShapeError } from '../../op.js';
import type { Shape } from '../../types.js';
import { requireEntries, shapeText } from './checks.js';
import type { SpatialRank } from './space.js';
import { axisName, perAxis, spaceOf } from './space.js';

/** Sliding-window arithmetic shared by convolution and pooling; one entry per spatial axis. */
export interface WindowGeometry {
  readonly kernel: Shape;
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

export interface PaddedWindow extends WindowGeometry {
  /** All beginnings, then all ends. */
  readonly pads: readonly number[];
}

/** Samples that a dilated kernel spans: d(k − 1) + 1. */
export function span(kernel: number, dilation: number): number {
  return dilation * (kernel - 1) + 1;
}

/** Throws `ShapeError` unless there is one valid entry for each of `rank` spatial axes. */
export function requireGeometry(op: string, geometry: WindowGeometry, rank: number): void {
  const { kernel, strides, dilations } = geometry;
  requireEntries(op, { name: 'kernel', values: kernel }, rank, 1);
  requireEntries(op, { name: 'stride', values: strides }, rank, 1);
  requireEntries(op, { name: 'dilation', values: dilations }, rank, 1);
}

/**
 * Output extents ⌊(i + pads − span)/s⌋ + 1. With `rounding` `ceil` a window that hangs over the end
 * counts too, unless it would start in the padding at the end: the rule of PyTorch and, since
 * opset 22, of ONNX. Throws `ShapeError` when a number is out of range or the padded feature map is
 * smaller than the kernel.
 */
export function windowOutput(
  op: string,
  input: Shape,
  window: PaddedWindow,
  rounding: 'floor' | 'ceil' = 'floor',
): number[] {
  const rank = input.length as SpatialRank;
  requireGeometry(op, window, rank);
  requireEntries(op, { name: 'padding', values: window.pads }, 2 * rank, 0);
  return input.map((extent, axis) => {
    const begin = window.pads[axis];
    const padded = extent + begin + window.pads[axis + rank];
    const stride = window.strides[axis];
    const reach = span(window.kernel[axis], window.dilations[axis]);
    if (padded < reach) {
      throw new ShapeError(
        'window',
        `the kernel of ${op} spans ${reach} samples along ${axisName(axis, rank)}, ` +
          `but the padded input has only ${padded}`,
        { input: 0, argument: 'kernel' },
      );
    }
    const steps = (padded - reach) / stride;
    if (rounding === 'floor') return Math.floor(steps) + 1;
    const outputs = Math.ceil(steps) + 1;
    return (outputs - 1) * stride >= extent + begin ? outputs - 1 : outputs;
  });
}

/**
 * The padding argument as numbers, beginnings then ends. `same` keeps ⌈i/s⌉ outputs and puts the odd
 * sample at the end (TensorFlow's SAME, ONNX's SAME_UPPER); `same_lower` puts it at the beginning; `full`
 * gives an output to every place where the kernel meets the input at all.
 * Throws `ShapeError` when the geometry or the argument makes no sense.
 */
export function resolvePadding(
  op: string,
  padding: SurfaceValue | null,
  input: Shape,
  geometry: WindowGeometry,
): number[] {
  const rank = input.length as SpatialRank;
  requireGeometry(op, geometry, rank);
  if (padding === 'valid') return new Array<number>(2 * rank).fill(0);
  if (padding === 'full') {
    const beyond = (axis: number) => span(geometry.kernel[axis], geometry.dilations[axis]) - 1;
    return [...perAxis(rank, beyond), ...perAxis(rank, beyond)];
  }
  if (padding === 'same' || padding === 'same_lower') {
    const lower: number[] = [];
    const upper: number[] = [];
    for (let axis = 0; axis < rank; axis++) {
      const outputs = Math.ceil(input[axis] / geometry.strides[axis]);
      const reach = span(geometry.kernel[axis], geometry.dilations[axis]);
      const total = Math.max((outputs - 1) * geometry.strides[axis] + reach - input[axis], 0);
      lower.push(Math.floor(total / 2));
      upper.push(Math.ceil(total / 2));
    }
    return padding === 'same' ? [...lower, ...upper] : [...upper, ...lower];
  }
  return explicitPadding(op, padding, rank);
}

/** An integer, one entry per axis for both sides, or all beginnings then all ends. */
export function explicitPadding(
  op: string,
  padding: SurfaceValue | null,
  rank: SpatialRank,
): number[] {
  const list = typeof padding === 'number' ? new Array<number>(rank).fill(padding) : padding;
  if (!isList(list)) {
    throw new ShapeError('padding', `${op} cannot use "${String(list)}" as padding`, {
      argument: 'padding',
      hint: 'the words for padding are "same", "same_lower", "full" and "valid"',
    });
  }
  if (list.length !== rank && list.length !== 2 * rank) {
    throw new ShapeError(
      'padding',
      `padding of ${op} ${spaceOf(rank).padding}, but ${shapeText(list)} is a list of ${list.length}`,
      { argument: 'padding' },
    );
  }
  const pads = list.length === rank ? [...list, ...list] : [...list];
  requireEntries(op, { name: 'padding', values: pads }, 2 * rank, 0);
  return pads;
}

function isList(value: SurfaceValue | null): value is readonly number[] {
  return typeof value === 'object' && value !== null;
}

/**
 * Calls `visit` for every tap of the window of the output at `position` that lies in the feature map, with
 * where it lies there and where in the kernel, both counted row by row.
 */
export function forEachTap(
  window: PaddedWindow,
  picture: Shape,
  position: readonly number[],
  visit: (place: number, tap: number) => void,
  axis = 0,
  place = 0,
  tap = 0,
): void {
  const { kernel, strides, dilations, pads } = window;
  if (axis === kernel.length) {
    visit(place, tap);
    return;
  }
  for (let k = 0; k < kernel[axis]; k++) {
    const at = position[axis] * strides[axis] + k * dilations[axis] - pads[axis];
    if (at < 0 || at >= picture[axis]) continue;
    const [inner, innerTap] = [place * picture[axis] + at, tap * kernel[axis] + k];
    forEachTap(window, picture, position, visit, axis + 1, inner, innerTap);
  }
}
