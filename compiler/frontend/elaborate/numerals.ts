import type { ListVal, TupleVal, Val } from './values.js';
import { describe } from './values.js';

/** What a number must be: by itself, as an entry of a list, and in the words of a message. */
export interface Numeral {
  readonly one: string;
  readonly many: string;
  readonly fits: (value: number) => boolean;
}

export const ANY_NUMBER: Numeral = { one: 'a number', many: 'numbers', fits: () => true };

export const INTEGER: Numeral = {
  one: 'an integer',
  many: 'integers',
  fits: (value) => Number.isSafeInteger(value),
};

export const POSITIVE_NUMBER: Numeral = {
  one: 'a number above 0',
  many: 'numbers above 0',
  fits: (value) => value > 0,
};

export function integerOfAtLeast(minimum: number): Numeral {
  const [one, many] =
    minimum === 1
      ? ['a positive integer', 'positive integers']
      : [`an integer of at least ${minimum}`, `integers of at least ${minimum}`];
  return { one, many, fits: (value) => INTEGER.fits(value) && value >= minimum };
}

export function numberIn(value: Val, { fits }: Numeral): number | undefined {
  return value.kind === 'number' && fits(value.value) ? value.value : undefined;
}

/** The entries of a list, or a text that says which of them is wrong: "0 is among [3, 0]". */
export function numbersIn(list: ListVal | TupleVal, numeral: Numeral): number[] | string {
  const numbers: number[] = [];
  for (const item of list.items) {
    const entry = numberIn(item, numeral);
    if (entry === undefined) return amongText(item, list);
    numbers.push(entry);
  }
  return numbers;
}

/** "0 is among [3, 0]" */
export function amongText(item: Val, list: ListVal | TupleVal): string {
  return `${entryText(item)} is among ${listText(list)}`;
}

/** What was given in place of `expected`, for the end of a message: "is true", "[1, 2] is a list of 2". */
export function givenText(value: Val): string {
  return value.kind === 'list' || value.kind === 'tuple'
    ? `${listText(value)} is a list of ${value.items.length}`
    : `is ${describe(value)}`;
}

/** Longer lists are cut. */
const MOST_ENTRIES = 8;

function listText({ items }: ListVal | TupleVal): string {
  const shown = items.slice(0, MOST_ENTRIES).map(entryText);
  return `[${[...shown, ...(items.length > MOST_ENTRIES ? ['…'] : [])].join(', ')}]`;
}

function entryText(value: Val): string {
  if (value.kind === 'list' || value.kind === 'tuple') return listText(value);
  if (value.kind === 'string') return `"${value.value}"`;
  return value.kind === 'number' ? `${value.value}` : describe(value);
}
