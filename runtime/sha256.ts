/**
 * SHA-256 (FIPS 180-4) in chunks. `crypto.subtle` does it faster, but exists only in secure
 * contexts and needs all bytes at once; a page on plain http must not lose the check, and the
 * compiler must not hold all weights.
 */

// The first 32 bits of the fractional parts of the square roots of the first 8 primes (the initial
// state) and of the cube roots of the first 64 (the round constants).
const initialState = new Int32Array(8);
const roundConstants = new Int32Array(64);
for (let candidate = 2, found = 0; found < 64; candidate++) {
  let divisor = 2;
  while (candidate % divisor) divisor++;
  if (divisor < candidate) continue;
  // Writing beyond the eighth has no effect.
  initialState[found] = candidate ** (1 / 2) * 2 ** 32;
  roundConstants[found++] = candidate ** (1 / 3) * 2 ** 32;
}

export class Sha256 {
  readonly #state = Int32Array.from(initialState);
  /** The words of the current block, followed by those derived from them. */
  readonly #schedule = new Int32Array(64);
  #length = 0;

  /** Appends `bytes` to the message. */
  update(bytes: ArrayLike<number>): this {
    const w = this.#schedule;
    let length = this.#length;
    for (let i = 0; i < bytes.length; i++) {
      const word = (length % 64) >> 2;
      // Four bytes, big end first, push out what the word held before.
      w[word] = (w[word] << 8) | bytes[i];
      if (++length % 64 === 0) this.#compress();
    }
    this.#length = length;
    return this;
  }

  /** Ends the message and returns its hash in hexadecimal. Call once. */
  hex(): string {
    const bits = this.#length * 8;
    // One 1 bit, then zeros until 8 bytes remain in a block for the length in bits.
    this.update([128]);
    while (this.#length % 64 !== 56) this.update([0]);
    for (let shift = 56; shift >= 0; shift -= 8) this.update([Math.floor(bits / 2 ** shift) & 255]);
    return hexadecimal(this.#state);
  }

  #compress(): void {
    const w = this.#schedule;
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15];
      const y = w[i - 2];
      const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
      const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    let [a, b, c, d, e, f, g, h] = this.#state;
    for (let i = 0; i < 64; i++) {
      const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + roundConstants[i] + w[i]) | 0;
      const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => {
      this.#state[i] += value;
    });
  }
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** Eight lower-case digits for each 32-bit word. */
function hexadecimal(words: ArrayLike<number>): string {
  return Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** The hash of `bytes`, by the platform where it offers one. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // Absent outside secure contexts, whatever its type says.
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined;
  if (!subtle) return new Sha256().update(bytes).hex();
  const hash = new DataView(await subtle.digest('SHA-256', bytes));
  return hexadecimal(Array.from({ length: 8 }, (_, i) => hash.getUint32(4 * i)));
}
