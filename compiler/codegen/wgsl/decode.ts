import type { StorageType } from '../../ir/types.js';
import type { ValueType } from '../../lower/loops/loop-ir.js';
import { isVector } from '../../lower/loops/loop-ir.js';
import { WGSL_TYPE } from './functions.js';

/**
 * Functions that load from a binding of 32-bit words: elements are counted in their own size, and a
 * vector begins at a multiple of four of them.
 */

/** Says what it loads: `weights_f16x4`. */
export function decoderName(place: string, element: StorageType, type: ValueType): string {
  return `${place}_${element}${isVector(type) ? 'x4' : ''}`;
}

/** The text of the function `name` that loads element `i`, or a vector from it on, of `place`. */
export function decoderText(
  name: string,
  place: string,
  element: StorageType,
  type: ValueType,
): string {
  const body = BODIES[element][isVector(type) ? 'vector' : 'scalar'](place);
  return `fn ${name}(i: i32) -> ${WGSL_TYPE[type]} {\n${body.map((line) => `  ${line}\n`).join('')}}`;
}

type Body = (place: string) => readonly string[];

const BODIES: Record<StorageType, Record<'scalar' | 'vector', Body>> = {
  f32: {
    scalar: (place) => [`return bitcast<f32>(${place}[i]);`],
    vector: (place) => [
      `let words = vec4u(${place}[i], ${place}[i + 1], ${place}[i + 2], ${place}[i + 3]);`,
      'return bitcast<vec4f>(words);',
    ],
  },
  f16: {
    scalar: (place) => [`return unpack2x16float(${place}[u32(i) / 2u])[u32(i) % 2u];`],
    vector: (place) => [
      'let word = u32(i) / 2u;',
      `return vec4f(unpack2x16float(${place}[word]), unpack2x16float(${place}[word + 1u]));`,
    ],
  },
  i32: {
    scalar: (place) => [`return bitcast<i32>(${place}[i]);`],
    vector: (place) => [
      `let words = vec4u(${place}[i], ${place}[i + 1], ${place}[i + 2], ${place}[i + 3]);`,
      'return bitcast<vec4i>(words);',
    ],
  },
  u8: {
    scalar: (place) => [`return i32(extractBits(${place}[u32(i) / 4u], 8u * (u32(i) % 4u), 8u));`],
    vector: (place) => [`return vec4i(unpack4xU8(${place}[u32(i) / 4u]));`],
  },
  // WGSL's own conversion of four bytes divides by 127, which rounds.
  int8: {
    scalar: (place) => [
      `let word = bitcast<i32>(${place}[u32(i) / 4u]);`,
      'return f32(extractBits(word, 8u * (u32(i) % 4u), 8u));',
    ],
    vector: (place) => [
      `let word = bitcast<i32>(${place}[u32(i) / 4u]);`,
      'return vec4f((vec4i(word) << vec4u(24u, 16u, 8u, 0u)) >> vec4u(24u));',
    ],
  },
};
