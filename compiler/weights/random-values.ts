/** `count` numbers in [low, high), the same for the same seed and name. */
export function randomValues(
  seed: number,
  name: string,
  count: number,
  low: number,
  high: number,
): Float32Array {
  const next = uniform(seed, name);
  const values = new Float32Array(count);
  for (let index = 0; index < count; index++) values[index] = low + (high - low) * next();
  return values;
}

/**
 * Numbers in [0, 1) in steps of 2⁻²⁴, all of which a 32-bit float holds. The generator is
 * SplitMix32, the 32-bit form of Steele, Lea and Flood's SplitMix (2014) with the finaliser of
 * MurmurHash3; its start is the FNV-1a hash of the name mixed with the seed.
 */
function uniform(seed: number, name: string): () => number {
  let state = mix(fnv1a(name) ^ mix(seed) ^ mix(Math.floor(seed / 2 ** 32)));
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return (mix(state) >>> 8) / 2 ** 24;
  };
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
