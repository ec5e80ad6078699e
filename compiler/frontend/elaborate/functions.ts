import { roundToEven } from '../../ir/ops/shared/round-to-even.js';
import type { FunctionVal, Val } from './values.js';
import { count, describe, list, number } from './values.js';

/** The argument at `index` does not fit. */
export class FunctionError extends Error {
  constructor(
    message: string,
    readonly index: number,
  ) {
    super(message);
  }
}

const NUMERIC: Readonly<
  Record<string, { readonly map: (x: number) => number; readonly summary: string }>
> = {
  floor: { map: Math.floor, summary: 'The largest whole number that is not above it.' },
  ceil: { map: Math.ceil, summary: 'The smallest whole number that is not below it.' },
  round: { map: roundToEven, summary: 'The nearest whole number; of two the even one.' },
  abs: { map: Math.abs, summary: 'The number without its sign.' },
  sqrt: { map: Math.sqrt, summary: 'The square root.' },
  exp: { map: Math.exp, summary: 'The power of e.' },
  log: { map: Math.log, summary: 'The natural logarithm.' },
};

/** Functions on constants that the language provides. */
export const FUNCTIONS: readonly FunctionVal[] = [
  ...Object.entries(NUMERIC).map(([name, { map, summary }]): FunctionVal => ({
    kind: 'function',
    name,
    parameters: 'number',
    summary,
    apply(values) {
      expectCount(name, values, 1);
      return number(map(numberAt(name, values, 0)));
    },
  })),
  extremum('min', 'smallest', (a, b) => Math.min(a, b)),
  extremum('max', 'largest', (a, b) => Math.max(a, b)),
  {
    kind: 'function',
    name: 'sum',
    parameters: 'list',
    summary: 'The sum of a list of numbers.',
    apply(values) {
      expectCount('sum', values, 1);
      const [only] = values;
      if (only.kind !== 'list') {
        throw new FunctionError(`sum needs a list, but got ${describe(only)}`, 0);
      }
      return number(
        only.items.reduce((total, _, at) => total + numberAt('sum', only.items, at), 0),
      );
    },
  },
  {
    kind: 'function',
    name: 'pair',
    parameters: 'number or list',
    summary: 'A number twice, and a list of two numbers as it is: the sides of a kernel.',
    apply(values) {
      expectCount('pair', values, 1);
      const [only] = values;
      if (only.kind === 'number') return list([only, only]);
      const isPair = only.kind === 'list' && only.items.length === 2;
      if (isPair && only.items.every((item) => item.kind === 'number')) return only;
      throw new FunctionError(`pair needs a number or a list of two, but got ${describe(only)}`, 0);
    },
  },
  {
    kind: 'function',
    name: 'len',
    parameters: 'list',
    summary: 'How many elements a list has, or characters a string.',
    apply(values) {
      expectCount('len', values, 1);
      const [only] = values;
      if (only.kind === 'list' || only.kind === 'tuple') return number(only.items.length);
      if (only.kind === 'string') return number([...only.value].length);
      throw new FunctionError(`len needs a list or a string, but got ${describe(only)}`, 0);
    },
  },
];

/** `min(3, 5)` or `min([3, 5])`. */
function extremum(name: string, word: string, pick: (a: number, b: number) => number): FunctionVal {
  return {
    kind: 'function',
    name,
    parameters: 'numbers',
    summary: `The ${word} of several numbers or of a list.`,
    apply(values) {
      const [first] = values as readonly (Val | undefined)[];
      const items = values.length === 1 && first?.kind === 'list' ? first.items : values;
      if (items.length === 0) throw new FunctionError(`${name} needs at least one number`, 0);
      return number(items.map((_, at) => numberAt(name, items, at)).reduce(pick));
    },
  };
}

function expectCount(name: string, values: readonly Val[], expected: number): void {
  if (values.length === expected) return;
  throw new FunctionError(
    `${name} takes ${count(expected, 'value')}, but got ${values.length}`,
    Math.min(expected, values.length - 1),
  );
}

function numberAt(name: string, values: readonly Val[], at: number): number {
  const value = values[at];
  if (value.kind === 'number') return value.value;
  throw new FunctionError(`${name} needs numbers, but got ${describe(value)}`, at);
}
