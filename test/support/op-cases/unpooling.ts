import { windowOutput } from '../../../compiler/ir/ops/shared/window.js';
import { elementCount, rowMajorStrides } from '../../../compiler/ir/types.js';
import type { OpCase, Operand } from './case.js';
import { opCase } from './case.js';

interface Unpooling {
  readonly batch: number;
  readonly channels: number;
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly pads: readonly number[];
  /** Of what was pooled. */
  readonly size: readonly number[];
}

const NONE = [0, 0, 0, 0];

/** Windows apart, side by side and over each other, so that several put an element at one place. */
export function* maxUnpoolCases(): Iterable<OpCase> {
  for (const form of [
    { batch: 1, channels: 1, kernel: [2, 2], strides: [2, 2], pads: NONE, size: [4, 6] },
    { batch: 2, channels: 5, kernel: [2, 2], strides: [2, 2], pads: NONE, size: [4, 4] },
    { batch: 1, channels: 8, kernel: [2, 2], strides: [2, 2], pads: NONE, size: [5, 5] },
    { batch: 1, channels: 3, kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], size: [6, 7] },
    { batch: 3, channels: 4, kernel: [3, 3], strides: [2, 2], pads: NONE, size: [7, 7] },
    { batch: 1, channels: 2, kernel: [2, 3], strides: [3, 1], pads: NONE, size: [5, 6] },
    { batch: 1, channels: 4, kernel: [3, 2], strides: [1, 1], pads: [2, 0, 0, 1], size: [4, 4] },
    { batch: 2, channels: 3, kernel: [2, 2], strides: [3, 4], pads: [1, 0, 0, 1], size: [7, 9] },
    { batch: 1, channels: 6, kernel: [1, 4], strides: [1, 3], pads: NONE, size: [1, 10] },
    { batch: 1, channels: 1, kernel: [1, 1], strides: [1, 1], pads: NONE, size: [1, 1] },
  ]) {
    yield unpooling('max_unpool', form);
    if (form.channels > 3) {
      yield { ...unpooling('max_unpool', form, 'i32'), isBeyondOnnx: true };
    }
  }
  for (const form of [
    { batch: 1, channels: 1, kernel: [2], strides: [2], pads: [0, 0], size: [7] },
    { batch: 2, channels: 5, kernel: [3], strides: [2], pads: [1, 1], size: [9] },
    { batch: 1, channels: 4, kernel: [2], strides: [3], pads: [1, 0], size: [8] },
  ]) {
    yield unpooling('max_unpool1d', form);
  }
  const none = [...NONE, 0, 0];
  for (const form of [
    { channels: 1, kernel: [2, 2, 2], strides: [2, 2, 2], pads: none, size: [2, 4, 4] },
    { channels: 5, kernel: [1, 2, 2], strides: [1, 2, 2], pads: none, size: [3, 4, 5] },
    {
      channels: 3,
      kernel: [2, 1, 3],
      strides: [1, 1, 2],
      pads: [1, 0, 1, 0, 0, 0],
      size: [3, 2, 5],
    },
  ]) {
    yield unpooling('max_unpool3d', { batch: 1, ...form });
  }
}

function unpooling(
  op: 'max_unpool1d' | 'max_unpool' | 'max_unpool3d',
  { batch, channels, ...window }: Unpooling,
  element: 'f32' | 'i32' = 'f32',
): OpCase {
  const dilations = window.kernel.map(() => 1);
  const shape = [batch, channels, ...windowOutput('pool', window.size, { ...window, dilations })];
  const places: Operand = { shape, element: 'i32', values: placesIn(shape, window) };
  return opCase(op, [{ shape, element }, places], window, 'places of its windows');
}

/** A place of each window, this one or that. */
function placesIn(
  shape: readonly number[],
  { kernel, strides, pads, size }: Pick<Unpooling, 'kernel' | 'strides' | 'pads' | 'size'>,
): number[] {
  const windows = shape.slice(2);
  const steps = rowMajorStrides(windows);
  return Array.from({ length: elementCount(shape) }, (_, at) => {
    const taps = [at * 7, at * 5 + Math.floor(at / 3), at * 3 + Math.floor(at / 5)];
    return windows.reduce((place, count, axis) => {
      const position = Math.floor(at / steps[axis]) % count;
      const from = Math.max(0, position * strides[axis] - pads[axis]);
      const end = Math.min(size[axis], position * strides[axis] - pads[axis] + kernel[axis]);
      return place * size[axis] + from + (taps[axis] % (end - from));
    }, 0);
  });
}
