import { shortestDecimal } from '../../lower/formulas/decimal.js';
import type { ValueType } from '../../lower/loops/loop-ir.js';
import type { Sexp } from './sexp.js';

/** Small pieces of WebAssembly text. */

export const WASM_TYPE: Record<ValueType, string> = {
  f32: 'f32',
  f32x4: 'v128',
  i32: 'i32',
  i32x4: 'v128',
};

export function getLocal(name: string): Sexp {
  return ['local.get', `$${name}`];
}

export function setLocal(name: string, value: Sexp): Sexp {
  return ['local.set', `$${name}`, value];
}

export function i32(value: number): Sexp {
  if (!Number.isInteger(value) || Math.abs(value) > 2 ** 32) {
    throw new RangeError(`${value} is not a 32-bit integer`);
  }
  return ['i32.const', String(value)];
}

/** Reads back as the same f32. */
export function float(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? '-0' : tidy(shortestDecimal(value));
}

/** `0.50` is 0.5 and `1e+30` is 1e30. */
function tidy(decimal: string): string {
  return String(Number(decimal)).replace('+', '');
}

/** The constant part of an address, as an instruction's immediate. */
export function immediate(offset: number): Sexp[] {
  return offset === 0 ? [] : [`offset=${offset}`];
}
