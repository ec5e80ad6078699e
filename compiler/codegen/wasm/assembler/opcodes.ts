/**
 * Instructions without structure, by name: the prefix byte, if any, and the number behind it. From the
 * WebAssembly specification, appendix "Index of Instructions", and the proposals for relaxed SIMD and
 * threads.
 */
export interface Opcode {
  readonly prefix?: number;
  readonly code: number;
}

const NUMERIC = 0xfc;
const VECTOR = 0xfd;
const ATOMIC = 0xfe;

/** Consecutive opcodes from `first` on that begin with `type`; `-` is one that nobody needs here. */
function run(first: number, type: string, names: string, prefix?: number): [string, Opcode][] {
  return names.split(' ').flatMap((name, index): [string, Opcode][] => {
    if (name === '-') return [];
    return [[`${type}${name}`, { code: first + index, ...(prefix !== undefined && { prefix }) }]];
  });
}

const vector = (first: number, type: string, names: string): [string, Opcode][] =>
  run(first, type, names, VECTOR);

const COMPARISONS = 'eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u';
const INTEGER_ARITHMETIC =
  'clz ctz popcnt add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr';
const FLOAT_COMPARISONS = 'eq ne lt gt le ge';
const FLOAT_ARITHMETIC = 'abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign';

export const OPCODES: ReadonlyMap<string, Opcode> = new Map([
  ...run(0x00, '', 'unreachable nop'),
  ...run(0x0f, '', 'return'),
  ...run(0x1a, '', 'drop select'),
  ...run(0x28, '', 'i32.load i64.load f32.load f64.load'),
  ...run(0x2c, 'i32.', 'load8_s load8_u load16_s load16_u'),
  ...run(0x36, '', 'i32.store i64.store f32.store f64.store'),
  ...run(0x3a, 'i32.', 'store8 store16'),
  ...run(0x45, 'i32.', `eqz ${COMPARISONS}`),
  ...run(0x50, 'i64.', `eqz ${COMPARISONS}`),
  ...run(0x5b, 'f32.', FLOAT_COMPARISONS),
  ...run(0x67, 'i32.', INTEGER_ARITHMETIC),
  ...run(0x79, 'i64.', INTEGER_ARITHMETIC),
  ...run(0x8b, 'f32.', FLOAT_ARITHMETIC),
  ...run(0xb2, 'f32.', 'convert_i32_s convert_i32_u'),
  ...run(0xbc, '', 'i32.reinterpret_f32 - f32.reinterpret_i32'),
  ...run(0x00, 'i32.', 'trunc_sat_f32_s trunc_sat_f32_u', NUMERIC),

  ...vector(0, 'v128.', 'load load8x8_s load8x8_u load16x4_s load16x4_u load32x2_s load32x2_u'),
  ...vector(7, 'v128.', 'load8_splat load16_splat load32_splat load64_splat store'),
  ...vector(14, 'i8x16.', 'swizzle'),
  ...vector(15, '', 'i8x16.splat i16x8.splat i32x4.splat i64x2.splat f32x4.splat'),
  ...vector(21, 'i8x16.', 'extract_lane_s extract_lane_u replace_lane'),
  ...vector(24, 'i16x8.', 'extract_lane_s extract_lane_u replace_lane'),
  ...vector(27, 'i32x4.', 'extract_lane replace_lane'),
  ...vector(31, 'f32x4.', 'extract_lane replace_lane'),
  ...vector(35, 'i8x16.', COMPARISONS),
  ...vector(45, 'i16x8.', COMPARISONS),
  ...vector(55, 'i32x4.', COMPARISONS),
  ...vector(65, 'f32x4.', FLOAT_COMPARISONS),
  ...vector(77, 'v128.', 'not and andnot or xor bitselect any_true'),
  ...vector(84, 'v128.', 'load8_lane load16_lane load32_lane load64_lane'),
  ...vector(88, 'v128.', 'store8_lane store16_lane store32_lane store64_lane'),
  ...vector(92, 'v128.', 'load32_zero load64_zero'),
  ...vector(96, 'i8x16.', 'abs neg popcnt all_true bitmask narrow_i16x8_s narrow_i16x8_u'),
  ...vector(103, 'f32x4.', 'ceil floor trunc nearest'),
  ...vector(107, 'i8x16.', 'shl shr_s shr_u add add_sat_s add_sat_u sub sub_sat_s sub_sat_u'),
  ...vector(118, 'i8x16.', 'min_s min_u max_s max_u - avgr_u'),
  ...vector(128, 'i16x8.', 'abs neg q15mulr_sat_s all_true bitmask narrow_i32x4_s narrow_i32x4_u'),
  ...vector(135, 'i16x8.', 'extend_low_i8x16_s extend_high_i8x16_s'),
  ...vector(137, 'i16x8.', 'extend_low_i8x16_u extend_high_i8x16_u shl shr_s shr_u add'),
  ...vector(143, 'i16x8.', 'add_sat_s add_sat_u sub sub_sat_s sub_sat_u - mul min_s min_u'),
  ...vector(152, 'i16x8.', 'max_s max_u - avgr_u extmul_low_i8x16_s extmul_high_i8x16_s'),
  ...vector(160, 'i32x4.', 'abs neg - all_true bitmask - - extend_low_i16x8_s'),
  ...vector(168, 'i32x4.', 'extend_high_i16x8_s extend_low_i16x8_u extend_high_i16x8_u'),
  ...vector(171, 'i32x4.', 'shl shr_s shr_u add - - sub - - - mul min_s min_u max_s max_u'),
  ...vector(186, 'i32x4.', 'dot_i16x8_s'),
  ...vector(224, 'f32x4.', 'abs neg - sqrt add sub mul div min max pmin pmax'),
  ...vector(243, 'f64x2.', 'div'),
  ...vector(248, 'i32x4.', 'trunc_sat_f32x4_s trunc_sat_f32x4_u'),
  ...vector(250, 'f32x4.', 'convert_i32x4_s convert_i32x4_u'),
  ...vector(252, 'i32x4.', 'trunc_sat_f64x2_s_zero'),
  ...vector(254, 'f64x2.', 'convert_low_i32x4_s'),
  ...vector(0x105, 'f32x4.', 'relaxed_madd relaxed_nmadd'),

  ...run(0x00, 'memory.atomic.', 'notify wait32', ATOMIC),
  ...run(0x10, 'i32.atomic.', 'load - - - - - - store', ATOMIC),
  ...run(0x1e, 'i32.atomic.rmw.', 'add - - - - - - sub - - - - - - and', ATOMIC),
  ...run(0x33, 'i32.atomic.rmw.', 'or - - - - - - xor - - - - - - xchg', ATOMIC),
  ...run(0x48, 'i32.atomic.rmw.', 'cmpxchg', ATOMIC),
]);

/** The natural alignment of an access to memory as a power of two; undefined for anything else. */
export function naturalAlignment(name: string): number | undefined {
  const [, kind, bits, times] = /\.(load|store|atomic\.\w+)(\d+)?(?:x(\d))?/.exec(name) ?? [];
  if (kind === undefined) return undefined;
  if (bits !== undefined && !kind.startsWith('atomic')) {
    return Math.log2((Number(bits) * Number(times ?? 1)) / 8);
  }
  const [type] = name.split('.');
  return { v128: 4, i64: 3, f64: 3 }[type] ?? 2;
}
