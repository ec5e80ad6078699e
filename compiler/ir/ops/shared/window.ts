import type { SurfaceValue } from '../../op.js';
import { ShapeError } from '../../op.js';
import type { Shape } from '../../types.js';

/** Sliding-window arithmetic shared by convolution and pooling; one entry per spatial axis. */
export interface WindowGeometry {
  readonly kernel: Shape;
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

/** Samples that a dilated kernel spans: d(k − 1) + 1. */
export function span(kernel: number, dilation: number): number {
  return dilation * (kernel - 1) + 1;
}

/**
 * Output extents ⌊(i + pads − span)/s⌋ + 1. `pads` holds all beginnings, then all ends.
 * Throws `ShapeError` when the padded picture is smaller than the kernel.
 */
export function windowOutput(
  op: string,
  input: Shape,
  geometry: WindowGeometry & { readonly pads: readonly number[] },
): number[] {
  return input.map((extent, axis) => {
    const padded = extent + geometry.pads[axis] + geometry.pads[axis + input.length];
    const reach = span(geometry.kernel[axis], geometry.dilations[axis]);
    if (padded < reach) {
      throw new ShapeError(
        'window',
        `the kernel of ${op} spans ${reach} samples along ${axisName(axis, input.length)}, ` +
          `but the padded input has only ${padded}`,
        { input: 0, argument: 'kernel' },
      );
    }
    return Math.floor((padded - reach) / geometry.strides[axis]) + 1;
  });
}

/**
 * The padding argument as numbers, beginnings then ends. `same` keeps ⌈i/s⌉ outputs and puts the odd
 * sample at the end (TensorFlow's SAME, ONNX's SAME_UPPER); `same_lower` puts it at the beginning.
 */
export function resolvePadding(
  padding: SurfaceValue | null,
  input: Shape,
  geometry: WindowGeometry,
): number[] {
  const rank = input.length;
  if (padding === 'valid') return new Array<number>(2 * rank).fill(0);
  if (padding === 'same' || padding === 'same_lower') {
    const begin: number[] = [];
    const end: number[] = [];
    for (let axis = 0; axis < rank; axis++) {
      const outputs = Math.ceil(input[axis] / geometry.strides[axis]);
      const reach = span(geometry.kernel[axis], geometry.dilations[axis]);
      const total = Math.max((outputs - 1) * geometry.strides[axis] + reach - input[axis], 0);
      const lesser = Math.floor(total / 2);
      begin.push(padding === 'same' ? lesser : total - lesser);
      end.push(padding === 'same' ? total - lesser : lesser);
    }
    return [...begin, ...end];
  }
  if (typeof padding === 'number') return new Array<number>(2 * rank).fill(padding);
  const list = padding as readonly number[];
  return list.length === rank ? [...list, ...list] : [...list];
}

function axisName(axis: number, rank: number): string {
  return rank === 2 ? ['the height', 'the width'][axis] : `spatial axis ${axis}`;
}
