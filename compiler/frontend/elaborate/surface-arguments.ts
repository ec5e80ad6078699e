import type { SurfaceArgument, SurfaceValue } from '../../ir/op.js';
import type { Val } from './values.js';
import { describe } from './values.js';

const EXPECTED: Readonly<Record<SurfaceArgument['kind'], string>> = {
  integer: 'an integer',
  number: 'a number',
  boolean: '`true` or `false`',
  string: 'a string',
  pair: 'a positive integer or a list of two',
  padding:
    'an integer, [vertical, horizontal], [top, left, bottom, right], "same", "same_lower" or "valid"',
  winograd: '`off`, 2 or 4',
  axis: 'an integer',
  integers: 'a list of integers',
  numbers: 'a list of numbers',
};

const PADDINGS = ['same', 'same_lower', 'valid'];

/** `value` as the op file wants it, or a text that says why it does not fit. */
export function surfaceValue(
  argument: SurfaceArgument,
  value: Val,
): { readonly value: SurfaceValue } | { readonly problem: string } {
  const converted = convert(argument, value);
  if (converted !== undefined) return { value: converted };
  return {
    problem: `\`${argument.name}\` must be ${EXPECTED[argument.kind]}, but is ${describe(value)}`,
  };
}

/** The default of an argument in the form in which the op file wants it; a pair is two numbers. */
export function surfaceDefault(argument: SurfaceArgument): SurfaceValue | null {
  const value = argument.default ?? null;
  return argument.kind === 'pair' && typeof value === 'number' ? [value, value] : value;
}

function convert(argument: SurfaceArgument, value: Val): SurfaceValue | undefined {
  switch (argument.kind) {
    case 'integer':
    case 'axis':
      return integer(value);
    case 'number':
      return value.kind === 'number' ? value.value : undefined;
    case 'boolean':
      return value.kind === 'boolean' ? value.value : undefined;
    case 'string':
      return value.kind === 'string' ? value.value : undefined;
    case 'pair':
      return pair(value);
    case 'padding':
      return padding(value);
    case 'winograd':
      return winograd(value);
    case 'integers':
      return integers(value);
    case 'numbers':
      return numbers(value);
  }
}

function integer(value: Val): number | undefined {
  return value.kind === 'number' && Number.isSafeInteger(value.value) ? value.value : undefined;
}

function integers(value: Val): number[] | undefined {
  if (value.kind !== 'list' && value.kind !== 'tuple') return undefined;
  const items = value.items.map(integer);
  return items.every((item) => item !== undefined) ? items : undefined;
}

function numbers(value: Val): number[] | undefined {
  if (value.kind !== 'list' && value.kind !== 'tuple') return undefined;
  const items = value.items.map((item) => (item.kind === 'number' ? item.value : undefined));
  return items.every((item) => item !== undefined) ? items : undefined;
}

function pair(value: Val): number[] | undefined {
  const single = integer(value);
  const both = single === undefined ? integers(value) : [single, single];
  return both?.length === 2 && both.every((item) => item > 0) ? both : undefined;
}

function winograd(value: Val): SurfaceValue | undefined {
  if (value.kind === 'string') return value.value === 'off' ? value.value : undefined;
  return value.kind === 'number' && [2, 4].includes(value.value) ? value.value : undefined;
}

function padding(value: Val): SurfaceValue | undefined {
  if (value.kind === 'string') return PADDINGS.includes(value.value) ? value.value : undefined;
  const single = integer(value);
  if (single !== undefined) return single >= 0 ? single : undefined;
  const sides = integers(value);
  const fits = sides?.length === 2 || sides?.length === 4;
  return fits && sides.every((side) => side >= 0) ? sides : undefined;
}
