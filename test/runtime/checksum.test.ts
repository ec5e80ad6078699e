import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { checksumFunction } from '../../compiler/codegen/wasm/checksum.js';
import { assemble } from '../../compiler/codegen/wasm/assemble.js';
import { checksum, checksumText } from '../../runtime/checksum.js';

/** The bytes of xxHash's own sanity check: the top byte of a generator's state, squared at each step. */
function sanityBytes(length: number): Uint8Array {
  let state = 2654435761n;
  return Uint8Array.from({ length }, () => {
    const byte = Number(state >> 56n);
    state = (state * 11400714785074694797n) & 0xffffffffffffffffn;
    return byte;
  });
}

// From the sanity check of xxHash's own command, xxhsum: length, seed, result.
const PRIME32 = 0x9e3779b1;
test.each([
  [0, 0, '02cc5d05'],
  [0, PRIME32, '36b78ae7'],
  [1, 0, 'cf65b03e'],
  [1, PRIME32, 'b4545aa4'],
  [14, 0, '1208e7e2'],
  [14, PRIME32, '6af1d1fe'],
  [222, 0, '5bd11dbd'],
  [222, PRIME32, '58803c5f'],
])('%i bytes with seed %i, as xxHash has it', (length, seed, expected) => {
  expect(checksumText(checksum(sanityBytes(length), seed))).toBe(expected);
});

test('does not mind at which word of a buffer the bytes begin', () => {
  const bytes = sanityBytes(100);
  for (let shift = 0; shift < 12; shift += 4) {
    const moved = new Uint8Array(110).subarray(shift, shift + 100);
    moved.set(bytes);
    expect(checksum(moved, 7)).toBe(checksum(bytes, 7));
  }
});

test('changes with every bit of a word', () => {
  const bytes = sanityBytes(48);
  const sums = new Set([checksum(bytes, 0)]);
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    bytes[bit >> 3] ^= 1 << (bit & 7);
    sums.add(checksum(bytes, 0));
    bytes[bit >> 3] ^= 1 << (bit & 7);
  }
  expect(sums.size).toBe(1 + 8 * bytes.length);
});

describe('the function inside every WebAssembly module', () => {
  let memory: Uint8Array;
  let inside: (address: number, bytes: number, seed: number) => number;

  beforeAll(async () => {
    const exported = ['memory', ['export', '"memory"'], '1'];
    const binary = await assemble([exported, checksumFunction()]);
    const { instance } = await WebAssembly.instantiate(binary);
    const exports = instance.exports as {
      memory: WebAssembly.Memory;
      checksum: typeof inside;
    };
    memory = new Uint8Array(exports.memory.buffer);
    inside = exports.checksum;
  });

  test('agrees on any whole vectors, anywhere in the memory', () => {
    const vectors = fc.integer({ min: 1, max: 40 });
    const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(vectors, fc.nat(100), seeds, fc.nat(), (count, start, seed, salt) => {
        const piece = memory.subarray(16 * start, 16 * (start + count));
        piece.set(piece.map((_, i) => Math.imul(i + salt, 0x9e3779b1) >>> 24));
        expect(inside(16 * start, 16 * count, seed) >>> 0).toBe(checksum(piece, seed));
      }),
    );
  });
});
