import type { OpCase, Operand } from './case.js';
import { opCase, operand } from './case.js';
import { ceilForms, poolings } from './pooling-windows.js';
import { sample } from './sample.js';

const PLAIN = { kernel: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0], ceil_mode: false };

/** Numbers below zero, so that padding that counts as an element would win the maximum. */
function negative(...shape: number[]): Operand {
  return { shape, range: { from: -3, to: -1 } };
}

export function* maxPoolCases(): Iterable<OpCase> {
  const pool = (x: Operand, attributes: object = {}): OpCase =>
    opCase('max_pool', [x], { ...PLAIN, dilations: [1, 1], ...attributes });
  yield pool(operand(1, 1, 4, 4));
  yield pool(operand(2, 3, 7, 5));
  yield pool(operand(1, 4, 1, 1), { kernel: [1, 1] });
  yield pool(operand(1, 8, 13, 13), { kernel: [3, 3] });
  yield pool(negative(1, 5, 6, 6), { kernel: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1] });
  yield pool(negative(1, 2, 5, 7), { kernel: [3, 2], pads: [2, 1, 0, 0] });
  yield pool(negative(1, 2, 5, 7), { kernel: [3, 2], pads: [0, 0, 2, 1] });
  yield pool(negative(1, 3, 1, 6), { kernel: [2, 2], pads: [1, 0, 0, 1] });
  yield pool(operand(1, 3, 9, 8), { kernel: [3, 3], strides: [1, 2], dilations: [2, 3] });
  yield pool(negative(1, 3, 5, 5), {
    kernel: [3, 3],
    strides: [1, 1],
    dilations: [2, 2],
    pads: [2, 2, 2, 2],
  });
  for (const { x, ...form } of ceilForms()) yield pool(negative(...x), form);
  for (const { x, ...form } of sample(poolings(3), 50)) {
    yield pool(negative(...x), form);
  }
  for (const { x, ...form } of [...ceilForms(), ...sample(poolings(3), 20)]) {
    yield pool(withTies(x), { ...form, places: true });
  }
  yield pool({ ...withTies([1, 3, 5, 4]), element: 'i32' }, { places: true });
}

/** Of few different numbers, so that many are equal. */
function withTies(shape: readonly number[]): Operand {
  return { shape, values: [1, -2, 3, 3, 0, -1, 1, 2, 2, -3, 0] };
}

export function* avgPoolCases(): Iterable<OpCase> {
  const pool = (x: number[], attributes: object = {}): OpCase =>
    opCase('avg_pool', [operand(...x)], { ...PLAIN, count_include_pad: true, ...attributes });
  yield pool([1, 1, 4, 4]);
  yield pool([2, 3, 7, 5]);
  yield pool([1, 4, 1, 1], { kernel: [1, 1] });
  yield pool([1, 8, 13, 13], { kernel: [3, 3] });
  for (const count_include_pad of [true, false]) {
    yield pool([1, 5, 6, 6], {
      kernel: [3, 3],
      strides: [1, 1],
      pads: [1, 1, 1, 1],
      count_include_pad,
    });
    yield pool([1, 2, 5, 7], { kernel: [3, 2], pads: [2, 1, 0, 0], count_include_pad });
    yield pool([1, 2, 5, 7], { kernel: [3, 2], pads: [0, 0, 2, 1], count_include_pad });
    for (const { x, ...form } of ceilForms()) yield pool(x, { ...form, count_include_pad });
    for (const { x, dilations, ...form } of sample(poolings(1), 40)) {
      if (dilations.some((dilation) => dilation !== 1)) throw new Error('not an average pooling');
      yield pool(x, { ...form, count_include_pad });
    }
  }
}

export function* lpPoolCases(): Iterable<OpCase> {
  for (const p of [1, 2]) {
    const pool = (x: number[], attributes: object = {}): OpCase =>
      opCase('lp_pool', [operand(...x)], { ...PLAIN, dilations: [1, 1], p, ...attributes });
    yield pool([1, 1, 4, 4]);
    yield pool([3, 5, 7, 5]);
    yield pool([1, 4, 1, 1], { kernel: [1, 1] });
    for (const { x, ...form } of [...ceilForms(), ...sample(poolings(3), 20)]) yield pool(x, form);
    for (const { x, ...form } of sample(poolings(3, 1), 12)) {
      yield opCase('lp_pool1d', [operand(...x)], { ...form, p });
    }
    for (const { x, ...form } of sample(poolings(2, 3), 8)) {
      yield opCase('lp_pool3d', [operand(...x)], { ...form, p });
    }
  }
}

/** Over rows and volumes: in the middle of the padding, over one element, then a sample of all forms. */
export function* rowAndVolumePoolingCases(): Iterable<OpCase> {
  for (const [rank, count] of [
    [1, 24],
    [3, 12],
  ]) {
    const [largest, mean] =
      rank === 1
        ? (['max_pool1d', 'avg_pool1d'] as const)
        : (['max_pool3d', 'avg_pool3d'] as const);
    const all = (entry: number) => new Array<number>(rank).fill(entry);
    const plain = { strides: all(2), pads: [...all(1), ...all(1)], ceil_mode: false };
    for (const x of [
      [1, 5, ...all(1)],
      [2, 3, ...all(5)],
      [1, 8, ...all(6)],
    ]) {
      const form = { kernel: all(3), ...plain };
      yield opCase(largest, [negative(...x)], { ...form, dilations: all(1) });
      yield opCase(mean, [operand(...x)], { ...form, count_include_pad: false });
    }
    for (const { x, ...form } of sample(poolings(3, rank), count)) {
      yield opCase(largest, [negative(...x)], form);
    }
    for (const { x, ...form } of sample(poolings(2, rank), count / 2)) {
      yield opCase(largest, [withTies(x)], { ...form, places: true });
    }
    for (const { x, dilations, ...form } of sample(poolings(1, rank), count)) {
      const count_include_pad = dilations.length % 2 === x[0] % 2;
      yield opCase(mean, [operand(...x)], { ...form, count_include_pad });
    }
  }
}

export function* globalPoolingCases(): Iterable<OpCase> {
  for (const op of ['global_avg_pool', 'global_max_pool'] as const) {
    for (const x of [
      [1, 1, 1, 1],
      [1, 3, 5, 7],
      [2, 4, 4, 4],
      [3, 5, 1, 6],
      [1, 17, 7, 7],
      [2, 24, 9, 10],
      [1, 1, 11, 12],
    ]) {
      yield opCase(op, [operand(...x)]);
      yield opCase(op, [negative(...x)]);
    }
  }
}

export function* adaptivePoolCases(): Iterable<OpCase> {
  for (const op of ['adaptive_avg_pool', 'adaptive_max_pool'] as const) {
    for (const [height, width, ...size] of [
      [6, 6, 3, 2],
      [7, 5, 3, 3],
      [5, 4, 7, 1],
      [13, 13, 6, 4],
      [3, 3, 3, 5],
      [1, 1, 2, 1],
    ]) {
      yield opCase(op, [negative(1, 5, height, width)], { size });
      yield opCase(op, [negative(2, 1, height, width)], { size });
    }
  }
}
