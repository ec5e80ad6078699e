import type { SurfaceArgument, SurfaceKind, SurfaceValue } from '../../ir/op.js';
import type { Numeral } from './numerals.js';
import {
  ANY_NUMBER,
  givenText,
  INTEGER,
  integerOfAtLeast,
  numberIn,
  numbersIn,
} from './numerals.js';
import type { ListVal, TupleVal, Val } from './values.js';

const PADDINGS = ['same', 'same_lower', 'full', 'valid'];
/** How many numbers there are to an argument that may be given as one. */
const ENTRIES: Partial<Record<SurfaceKind, number>> = { pair: 2, triple: 3 };
const COUNTS: Readonly<Record<number, string>> = { 2: 'two', 3: 'three' };

/** A value as an op file wants it, or a text that says which rule it breaks. */
export type Conversion = { readonly value: SurfaceValue } | { readonly problem: string };

/** Converts what was given for an argument. */
export function surfaceValue({ name, kind, minimum }: SurfaceArgument, value: Val): Conversion {
  switch (kind) {
    case 'integer':
    case 'axis':
      return single(name, value, INTEGER);
    case 'number':
      return single(name, value, ANY_NUMBER);
    case 'boolean':
      return value.kind === 'boolean' ? value : refused(name, '`true` or `false`', value);
    case 'string':
      return value.kind === 'string' ? value : refused(name, 'a string', value);
    case 'pair':
      return forEachAxis(name, value, 2, integerOfAtLeast(minimum ?? 1));
    case 'triple':
      return forEachAxis(name, value, 3, integerOfAtLeast(minimum ?? 1));
    case 'factors':
      return forEachAxis(name, value, 2, ANY_NUMBER);
    case 'padding':
      return padding(name, value, integerOfAtLeast(0));
    case 'winograd':
      return winograd(name, value);
    case 'axes':
      return axes(name, value);
    case 'integers':
      return isSeveral(value)
        ? several(name, value, INTEGER)
        : refused(name, 'a list of integers', value);
    case 'numbers':
      return isSeveral(value)
        ? several(name, value, ANY_NUMBER)
        : refused(name, 'a list of numbers', value);
  }
}

/** The default of an argument in the form in which the op file wants it: of a pair two numbers. */
export function surfaceDefault(argument: SurfaceArgument): SurfaceValue | null {
  const value = argument.default ?? null;
  const entries = ENTRIES[argument.kind];
  return entries !== undefined && typeof value === 'number' ? repeated(value, entries) : value;
}

function isSeveral(value: Val): value is ListVal | TupleVal {
  return value.kind === 'list' || value.kind === 'tuple';
}

function refused(name: string, expected: string, value: Val): Conversion {
  return { problem: `\`${name}\` must be ${expected}, but ${givenText(value)}` };
}

function single(name: string, value: Val, numeral: Numeral): Conversion {
  const number = numberIn(value, numeral);
  return number === undefined ? refused(name, numeral.one, value) : { value: number };
}

function several(name: string, list: ListVal | TupleVal, numeral: Numeral): Conversion {
  const numbers = numbersIn(list, numeral);
  return typeof numbers === 'string'
    ? { problem: `the entries of \`${name}\` must be ${numeral.many}, but ${numbers}` }
    : { value: numbers };
}

function forEachAxis(name: string, value: Val, entries: number, numeral: Numeral): Conversion {
  if (isSeveral(value) && value.items.length === entries) return several(name, value, numeral);
  const all = numberIn(value, numeral);
  return all === undefined
    ? refused(name, `${numeral.one} or a list of ${COUNTS[entries]}`, value)
    : { value: repeated(all, entries) };
}

function repeated(value: number, count: number): number[] {
  return new Array<number>(count).fill(value);
}

function axes(name: string, value: Val): Conversion {
  if (isSeveral(value)) return several(name, value, INTEGER);
  const one = numberIn(value, INTEGER);
  return one === undefined
    ? refused(name, `${INTEGER.one} or a list of them`, value)
    : { value: [one] };
}

function padding(name: string, value: Val, numeral: Numeral): Conversion {
  if (isSeveral(value)) return several(name, value, numeral);
  if (value.kind === 'string' && PADDINGS.includes(value.value)) return value;
  const number = numberIn(value, numeral);
  return number === undefined
    ? refused(
        name,
        `${numeral.one}, a list of them, "same", "same_lower", "full" or "valid"`,
        value,
      )
    : { value: number };
}

function winograd(name: string, value: Val): Conversion {
  const isOff = value.kind === 'string' && value.value === 'off';
  const isTile = value.kind === 'number' && [2, 4].includes(value.value);
  return isOff || isTile ? value : refused(name, '`off`, 2 or 4', value);
}
