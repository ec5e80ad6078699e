import { isVector } from '../../lower/loops/loop-ir.js';
import type { Buffer, ValueType } from '../../lower/loops/loop-ir.js';
import { float, i32 } from './instructions.js';
import type { Sexp } from './sexp.js';

/**
 * Loads an element stored as `element`, or four neighbours as a vector, and turns it into f32 or i32;
 * `operands` are the load's offset and address.
 *
 * WebAssembly has no conversion from f16. Sign-extended to 32 bits and shifted left by 13, its fraction
 * lies where an f32 has the upper part of its own, its exponent in the lower five of the eight bits of
 * an f32's exponent, and copies of the sign fill the upper three, which the mask clears:
 *
 *     f16                          s eeeee ffffffffff
 *     f32       s ssseeeee ffffffffff 0000000000000       & 1 00011111 1111111111 0000000000000
 *
 * Read as an f32 this is 2^(e−127) · (1 + f/2¹⁰) where 2^(e−15) · (1 + f/2¹⁰) is meant, and with e = 0,
 * a subnormal number, f · 2⁻¹³⁶ where f · 2⁻²⁴ is meant. Times 2¹¹² both are exact, zero included.
 */
export function decodingLoad(
  element: EncodedType,
  type: ValueType,
  operands: readonly Sexp[],
): Sexp {
  return DECODING_LOADS[element][isVector(type) ? 'vector' : 'scalar'](operands);
}

const F16_SHIFT = i32(13);
const F16_MASK = '0x8fffe000';
const F16_REBIAS = float(2 ** 112);

/** What is not stored as the register that it is loaded into. */
export type EncodedType = Exclude<NonNullable<Buffer['element']>, 'i32'>;

type DecodingLoad = (operands: readonly Sexp[]) => Sexp;

const DECODING_LOADS: Record<EncodedType, Record<'scalar' | 'vector', DecodingLoad>> = {
  u8: {
    scalar: (operands) => ['i32.load8_u', ...operands],
    vector: (operands) => {
      const sixteen: Sexp = ['i16x8.extend_low_i8x16_u', ['v128.load32_zero', ...operands]];
      return ['i32x4.extend_low_i16x8_u', sixteen];
    },
  },
  f16: {
    scalar: (operands) => {
      const shifted: Sexp = ['i32.shl', ['i32.load16_s', ...operands], F16_SHIFT];
      const bits: Sexp = ['i32.and', shifted, ['i32.const', F16_MASK]];
      return ['f32.mul', ['f32.reinterpret_i32', bits], ['f32.const', F16_REBIAS]];
    },
    vector: (operands) => {
      const shifted: Sexp = ['i32x4.shl', ['v128.load16x4_s', ...operands], F16_SHIFT];
      const bits: Sexp = ['v128.and', shifted, ['v128.const', 'i32x4', ...four(F16_MASK)]];
      return ['f32x4.mul', bits, ['v128.const', 'f32x4', ...four(F16_REBIAS)]];
    },
  },
  int8: {
    scalar: (operands) => ['f32.convert_i32_s', ['i32.load8_s', ...operands]],
    vector: (operands) => {
      const sixteen: Sexp = ['i16x8.extend_low_i8x16_s', ['v128.load32_zero', ...operands]];
      return ['f32x4.convert_i32x4_s', ['i32x4.extend_low_i16x8_s', sixteen]];
    },
  },
};

function four(text: string): string[] {
  return [text, text, text, text];
}
