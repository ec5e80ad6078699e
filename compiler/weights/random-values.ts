/** `count` numbers in [low, high), the same for the same seed and name. */
export function randomValues(
  seed: number,
  name: string,
  count: number,
  low: number,
  high: number,
): Float32Array {
  const values = new Float32Array(count);
  fillRandom(values, seed, name, low, high);
  return values;
}

/**
 * Fills an array with numbers in [low, high), made of those in [0, 1) in steps of 2⁻²⁴, all of which a
 * 32-bit float holds. The generator is SplitMix32, the 32-bit form of Steele, Lea and Flood's SplitMix
 * (2014) with the finaliser of MurmurHash3; its start is the FNV-1a hash of the name mixed with the
 * seed. Its state is a variable of the loop, which stays in a register: a function for the next number
 * would keep it in memory, and took three times as long.
 */
export function fillRandom(
  values: Float32Array,
  seed: number,
  name: string,
  low: number,
  high: number,
): void {
  const distance = high - low;
  let state = mix(fnv1a(name) ^ mix(seed) ^ mix(Math.floor(seed / 2 ** 32)));
  for (let index = 0; index < values.length; index++) {
    state = (state + 0x9e3779b9) | 0;
    values[index] = low + distance * ((mix(state) >>> 8) / 2 ** 24);
  }
}

function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}
