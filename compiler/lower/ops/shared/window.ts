import type { Shape } from '../../../ir/types.js';
import type { Bound } from '../../formulas/compute.js';
import type { Variable } from '../../formulas/index-expr.js';
import { add, scale, variable } from '../../formulas/index-expr.js';

/** A sliding window as convolution and pooling describe it. */
export interface Window {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
}

/** The axes of a kernel, by the letters of the spatial axes that they belong to. */
export function windowTaps(kernel: Shape): Variable[] {
  const names = ['kz', 'ky', 'kx'].slice(-kernel.length);
  return kernel.map((extent, axis) => variable(names[axis], extent));
}

/** Input coordinate position·s + tap·d − p along each spatial axis, with the extent it must fit. */
export function windowBounds(
  { strides, dilations, pads }: Window,
  input: Shape,
  positions: readonly Variable[],
  taps: readonly Variable[],
): Bound[] {
  return positions.map((position, axis) => ({
    index: add(scale(position, strides[axis]), scale(taps[axis], dilations[axis]), -pads[axis]),
    extent: input[axis + 2],
  }));
}

/** `3x3`, `7x7s2`, `3x3d2`: kernel, and stride and dilation where they aren't 1. */
export function windowName(window: {
  readonly kernel: Shape;
  readonly strides: readonly number[];
  readonly dilations?: readonly number[];
}): string {
  const part = (letter: string, values: readonly number[]): string => {
    if (values.every((value) => value === 1)) return '';
    const isSame = values.every((value) => value === values[0]);
    return letter + (isSame ? String(values[0]) : values.join('x'));
  };
  return window.kernel.join('x') + part('s', window.strides) + part('d', window.dilations ?? []);
}
