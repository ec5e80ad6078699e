/**
 * XXH32 (Yann Collet, https://github.com/Cyan4973/xxHash), which finds every change within one word
 * and any other but one in 2^32. That is what a checksum here is for: files cut off, altered on the
 * way or of different compilations. It is no signature. A cryptographic hash would take longer than
 * reading the weights does, and protect from nobody: the files lie beside the module that checks
 * them, and who can change the ones can change the other.
 *
 * A file is hashed in pieces as it arrives, each with the checksum of those before it as its seed.
 */
export const PIECE_BYTES = 1 << 20;

/** The checksum of one piece of a file behind those of checksum `seed`, which is 0 at first. */
export type Checksum = (piece: Uint8Array, seed: number) => number;

/** The multipliers of XXH32. */
export const PRIMES = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f, 0x165667b1] as const;
const [P1, P2, P3, P4, P5] = PRIMES;

const { imul } = Math;

/** XXH32 as it is defined, for a piece of any length at a whole word. An unsigned integer. */
export const checksum: Checksum = (piece, seed) => {
  const { buffer, byteOffset, length } = piece;
  const words = new Int32Array(buffer, byteOffset, length >> 2);
  let at = 0;
  let hash = seed + P5;
  if (length > 15) {
    // Whole numbers of 32 bits from the start, or the engine adds in floating point.
    let a = (seed + P1 + P2) | 0;
    let b = (seed + P2) | 0;
    let c = seed | 0;
    let d = (seed - P1) | 0;
    // Four sums in turn. This is `step`, which the engine, if it was called that often, would set about
    // optimising at the very time when it is to compile the WebAssembly: that took two milliseconds.
    while (at < (words.length & ~3)) {
      const sum = (a + imul(words[at++], P2)) | 0;
      a = b;
      b = c;
      c = d;
      d = imul((sum << 13) | (sum >>> 19), P1);
    }
    hash = rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18);
  }
  hash += length;
  while (at < words.length) hash = step(hash, words[at++], P3, 17, P4);
  for (at *= 4; at < length; at++) hash = step(hash, piece[at], P5, 11, P1);
  hash = imul(hash ^ (hash >>> 15), P2);
  hash = imul(hash ^ (hash >>> 13), P3);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** (sum + word · m) rotated and multiplied by n, modulo 2^32. */
function step(sum: number, word: number, m: number, bits: number, n: number): number {
  return imul(rotate(sum + imul(word, m), bits), n);
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Eight lower-case hexadecimal digits, as `xxhsum -H0` prints them. */
export function checksumText(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}
