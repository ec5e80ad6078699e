import type { UnaryOp } from '../../lower/formulas/expression.js';
import type { ValueType } from '../../lower/loops/loop-ir.js';
import { isVector } from '../../lower/loops/loop-ir.js';

export const WGSL_TYPE: Record<ValueType, string> = {
  f32: 'f32',
  f32x4: 'vec4f',
  i32: 'i32',
  i32x4: 'vec4i',
};

/** Functions that WGSL lacks, or has with limits we can't live with; printed where used. */
export type Helper =
  | 'f32_from_bits'
  | 'exp2_integer'
  | 'exponent'
  | 'significand'
  | 'leading_bits'
  | 'sigmoid'
  | 'to_f32'
  | 'to_i32'
  | 'quotient'
  | 'add_products'
  | 'entry'
  | 'is_nan'
  | 'at_least'
  | 'at_most'
  | 'maximum'
  | 'minimum';

/**
 * How a unary operation is written in WGSL: `-x`, a call, or with a function of `math/`, as for
 * WebAssembly: what WGSL lacks; tanh, for which drivers give NaN far from 0 and 0 near it; and log, of
 * which WGSL promises nothing at 0 and little near 1.
 */
export const UNARY: Record<
  UnaryOp,
  { readonly call: string; readonly helper?: Helper } | 'computed'
> = {
  neg: { call: '-' },
  abs: { call: 'abs' },
  sqrt: { call: 'sqrt' },
  floor: { call: 'floor' },
  ceil: { call: 'ceil' },
  round: { call: 'round' },
  'exp2-integer': { call: 'exp2_integer', helper: 'exp2_integer' },
  exponent: { call: 'exponent', helper: 'exponent' },
  significand: { call: 'significand', helper: 'significand' },
  'leading-bits': { call: 'leading_bits', helper: 'leading_bits' },
  erf: 'computed',
  exp: { call: 'exp' },
  expm1: 'computed',
  log: 'computed',
  log1p: 'computed',
  tanh: 'computed',
  sigmoid: { call: 'sigmoid', helper: 'sigmoid' },
  'to-f32': { call: 'to_f32', helper: 'to_f32' },
  'to-i32': { call: 'to_i32', helper: 'to_i32' },
};

/**
 * How WGSL says min and max: beside a number, and of any two. The built-in functions may pass over a
 * NaN; a comparison with one is false wherever an implementation computes as IEEE 754 says, which WGSL
 * doesn't promise. That a number is NaN shows in its bits, since compilers may assume that x == x.
 */
export const EXTREMES = {
  min: { limit: 'at_most', any: 'minimum' },
  max: { limit: 'at_least', any: 'maximum' },
} as const satisfies Record<string, Record<string, Helper>>;

/** The text of a helper for one type; overloads do not exist in WGSL, so vectors get a suffix. */
export function helperCode(helper: Helper, type: ValueType): string {
  const t = WGSL_TYPE[type];
  const name = helperName(helper, type);
  const [integers, words, one] = isVector(type)
    ? ['vec4i', 'vec4u', 'vec4f(1.0f)']
    : ['i32', 'u32', '1.0f'];
  const floats = isVector(type) ? 'vec4f' : 'f32';
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
    case 'exponent':
      return `// Of x = m * 2^n with m from the root of a half to that of two, n: its bits are the upper nine.
fn ${name}(x: ${t}) -> ${t} {
  return ${t}((bitcast<${integers}>(x) - ${integers}(0x3f3504f3)) >> ${words}(23u));
}`;
    case 'significand':
      return `// Of x = m * 2^n with m from the root of a half to that of two, m.
fn ${name}(x: ${t}) -> ${t} {
  let bits = bitcast<${integers}>(x);
  return bitcast<${t}>(bits - ((bits - ${integers}(0x3f3504f3)) & ${integers}(-8388608)));
}`;
    case 'leading_bits':
      return `// The first 12 bits of the significand, the others zero.
fn ${name}(x: ${t}) -> ${t} {
  return bitcast<${t}>(bitcast<${integers}>(x) & ${integers}(-4096));
}`;
    case 'to_f32':
      return `fn ${name}(x: ${integers}) -> ${floats} {
  return ${floats}(x);
}`;
    case 'to_i32':
      return `// Without the fraction: the nearest i32 where there is none, 0 for NaN, as WebAssembly has it.
fn ${name}(x: ${floats}) -> ${integers} {
  let inside = ${integers}(clamp(x, ${floats}(-2147483648.0f), ${floats}(2147483520.0f)));
  let limited = select(inside, ${integers}(2147483647), x >= ${floats}(2147483648.0f));
  let is_nan = (bitcast<${words}>(x) & ${words}(0x7fffffffu)) > ${words}(0x7f800000u);
  return select(limited, ${integers}(), is_nan);
}`;
    case 'quotient':
      return `// Of a / 0 and of -2147483648 / -1, a: so WGSL has it where it doesn't know the divisor beforehand.
fn ${name}(a: ${integers}, b: ${integers}) -> ${integers} {
  return a / b;
}`;
    case 'sigmoid':
      return `// 1 / (1 + exp(-x)), from exp(-|x|) so that nothing overflows.
fn ${name}(x: ${t}) -> ${t} {
  let e = exp(-abs(x));
  return select(e, ${one}, x >= ${t}()) / (1.0f + e);
}`;
    case 'at_least':
      return `fn ${name}(x: ${t}, low: ${t}) -> ${t} {
  return select(x, low, x < low);
}`;
    case 'at_most':
      return `fn ${name}(x: ${t}, high: ${t}) -> ${t} {
  return select(x, high, x > high);
}`;
    case 'maximum':
    case 'minimum':
      return `fn ${name}(a: ${t}, b: ${t}) -> ${t} {
  let is_nan = (bitcast<${words}>(b) & ${words}(0x7fffffffu)) > ${words}(0x7f800000u);
  return select(a, b, (a ${helper === 'maximum' ? '<' : '>'} b) | is_nan);
}`;
    case 'is_nan':
      return `fn ${name}(x: ${t}) -> ${isVector(type) ? 'vec4<bool>' : 'bool'} {
  return (bitcast<${words}>(x) & ${words}(0x7fffffffu)) > ${words}(0x7f800000u);
}`;
    case 'entry':
      return `// An index into an axis: a negative one counts from the end, one outside is the nearest inside.
fn ${name}(index: i32, extent: i32) -> i32 {
  return clamp(select(index, index + extent, index < 0), 0, extent - 1);
}`;
    case 'add_products':
      return `fn ${name}(sum: ${t}, x: ${t}, a: ${t}, b: ${t}, c: ${t}, d: ${t}) -> ${t} {
  return sum + x.x * a + x.y * b + x.z * c + x.w * d;
}`;
  }
}

/** `add_products` is for vectors only. */
export function helperName(helper: Helper, type: ValueType): string {
  return !isVector(type) || helper === 'add_products' ? helper : `${helper}_4`;
}
