import type { SurfaceArgument, SurfaceValue } from '../../ir/op.js';
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

const PADDINGS = ['same', 'same_lower', 'valid'];

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
      return pair(name, value, integerOfAtLeast(minimum ?? 1));
    case 'factors':
      return pair(name, value, ANY_NUMBER);
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

/** The default of an argument in the form in which the op file wants it; a pair is two numbers. */
export function surfaceDefault(argument: SurfaceArgument): SurfaceValue | null {
  const value = argument.default ?? null;
  return argument.kind === 'pair' && typeof value === 'number' ? [value, value] : value;
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

function pair(name: string, value: Val, numeral: Numeral): Conversion {
  if (isSeveral(value) && value.items.length === 2) return several(name, value, numeral);
  const both = numberIn(value, numeral);
  return both === undefined
    ? refused(name, `${numeral.one} or a list of two`, value)
    : { value: [both, both] };
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
    ? refused(name, `${numeral.one}, a list of them, "same", "same_lower" or "valid"`, value)
    : { value: number };
}

function winograd(name: string, value: Val): Conversion {
  const isOff = value.kind === 'string' && value.value === 'off';
  const isTile = value.kind === 'number' && [2, 4].includes(value.value);
  return isOff || isTile ? value : refused(name, '`off`, 2 or 4', value);
}
