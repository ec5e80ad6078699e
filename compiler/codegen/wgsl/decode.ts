import type { WeightType } from '../../ir/types.js';
import type { ValueType } from '../loop-ir.js';

/**
 * Functions that load from a binding of 32-bit words: elements are counted in their own size, and a
 * vector begins at a multiple of four of them.
 */

/** Says what it loads: `weights_f16x4`. */
export function decoderName(place: string, element: WeightType, type: ValueType): string {
  return `${place}_${element}${type === 'f32x4' ? 'x4' : ''}`;
}

/** The text of the function `name` that loads element `i`, or a vector from it on, of `place`. */
export function decoderText(
  name: string,
  place: string,
  element: WeightType,
  type: ValueType,
): string {
  const returned = type === 'f32' ? 'f32' : 'vec4f';
  const body = BODIES[element][type](place);
  return `fn ${name}(i: i32) -> ${returned} {\n${body.map((line) => `  ${line}\n`).join('')}}`;
}

type Body = (place: string) => readonly string[];

const BODIES: Record<WeightType, Record<ValueType, Body>> = {
  f32: {
    f32: (place) => [`return bitcast<f32>(${place}[i]);`],
    f32x4: (place) => [
      `let words = vec4u(${place}[i], ${place}[i + 1], ${place}[i + 2], ${place}[i + 3]);`,
      'return bitcast<vec4f>(words);',
    ],
  },
  f16: {
    f32: (place) => [`return unpack2x16float(${place}[u32(i) / 2u])[u32(i) % 2u];`],
    f32x4: (place) => [
      'let word = u32(i) / 2u;',
      `return vec4f(unpack2x16float(${place}[word]), unpack2x16float(${place}[word + 1u]));`,
    ],
  },
  // WGSL's own conversion of four bytes divides by 127, which rounds.
  int8: {
    f32: (place) => [
      `let word = bitcast<i32>(${place}[u32(i) / 4u]);`,
      'return f32(extractBits(word, 8u * (u32(i) % 4u), 8u));',
    ],
    f32x4: (place) => [
      `let word = bitcast<i32>(${place}[u32(i) / 4u]);`,
      'return vec4f((vec4i(word) << vec4u(24u, 16u, 8u, 0u)) >> vec4u(24u));',
    ],
  },
};
