import type { UnaryOp } from '../compute.js';
import type { ValueType } from '../loop-ir.js';

export const WGSL_TYPE: Record<ValueType, string> = { f32: 'f32', f32x4: 'vec4f' };

/** Functions that WGSL lacks, or has with limits we can't live with; printed where used. */
export type Helper = 'f32_from_bits' | 'exp2_integer' | 'sigmoid' | 'bounded_tanh' | 'add_products';

/** How a unary operation is written in WGSL: `-x`, or a call. */
export const UNARY: Record<UnaryOp, { readonly call: string; readonly helper?: Helper }> = {
  neg: { call: '-' },
  abs: { call: 'abs' },
  sqrt: { call: 'sqrt' },
  floor: { call: 'floor' },
  round: { call: 'round' },
  'exp2-integer': { call: 'exp2_integer', helper: 'exp2_integer' },
  exp: { call: 'exp' },
  tanh: { call: 'bounded_tanh', helper: 'bounded_tanh' },
  sigmoid: { call: 'sigmoid', helper: 'sigmoid' },
};

/** The text of a helper for one type; overloads do not exist in WGSL, so vectors get a suffix. */
export function helperCode(helper: Helper, type: ValueType): string {
  const t = WGSL_TYPE[type];
  const name = helperName(helper, type);
  const [integers, words, one] =
    type === 'f32' ? ['i32', 'u32', '1.0f'] : ['vec4i', 'vec4u', 'vec4f(1.0f)'];
  switch (helper) {
    case 'f32_from_bits':
      return `// A constant that WGSL has no literal for.
fn ${name}(bits: u32) -> f32 {
  return bitcast<f32>(bits);
}`;
    case 'exp2_integer':
      return `// 2^x for an integer x in -126..127: the biased exponent is all there is to the number.
fn ${name}(x: ${t}) -> ${t} {
  return bitcast<${t}>((${integers}(x) + 127) << ${words}(23u));
}`;
    case 'sigmoid':
      return `// 1 / (1 + exp(-x)), from exp(-|x|) so that nothing overflows.
fn ${name}(x: ${t}) -> ${t} {
  let e = exp(-abs(x));
  return select(e, ${one}, x >= ${t}()) / (1.0f + e);
}`;
    case 'add_products':
      return `fn ${name}(sum: ${t}, x: vec4f, a: ${t}, b: ${t}, c: ${t}, d: ${t}) -> ${t} {
  return sum + x.x * a + x.y * b + x.z * c + x.w * d;
}`;
    case 'bounded_tanh':
      return `// tanh is 1 in f32 from 9.02 on; some drivers return NaN far beyond. NaN itself is let through,
// found by its bits, because compilers may assume that x == x.
fn ${name}(x: ${t}) -> ${t} {
  let is_nan = (bitcast<${words}>(x) & ${words}(0x7fffffffu)) > ${words}(0x7f800000u);
  return select(tanh(clamp(x, ${t}(-10.0f), ${t}(10.0f))), x, is_nan);
}`;
  }
}

/** `add_products` is for vectors only. */
export function helperName(helper: Helper, type: ValueType): string {
  return type === 'f32' || helper === 'add_products' ? helper : `${helper}_4`;
}
