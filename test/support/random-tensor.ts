import type { Tensor } from '../../compiler/ir/tensor.js';
import type { Shape } from '../../compiler/ir/types.js';
import { elementCount } from '../../compiler/ir/types.js';

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A tensor of uniform random numbers that depends on `seed` alone. */
export function randomTensor(
  shape: Shape,
  seed: string,
  { from, to }: Range = { from: -2, to: 2 },
): Tensor {
  const next = randomNumbers(seed);
  const data = Float32Array.from(
    { length: elementCount(shape) },
    () => from + (to - from) * next(),
  );
  return { shape, data };
}

/** Uniform random numbers in [0, 1) that depend on `seed` alone. */
export function randomNumbers(seed: string): () => number {
  return mulberry32(hash(seed));
}

/** Tommy Ettinger's Mulberry32: numbers in [0, 1) from a 32-bit state. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) {
    value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return value >>> 0;
}
