import type { Elements } from '../ir/tensor.js';
import { zeros } from '../ir/tensor.js';
import type { ElementType, Shape } from '../ir/types.js';
import { rowMajorStrides } from '../ir/types.js';
import type { StoredNumbers } from './dtype.js';

/** The least and the largest number of each type of whole numbers. */
const INTEGER_RANGES = {
  i32: { least: -(2 ** 31), most: 2 ** 31 - 1 },
  u8: { least: 0, most: 255 },
  bool: { least: 0, most: 1 },
} as const satisfies Readonly<Partial<Record<ElementType, object>>>;

export type IntegerType = keyof typeof INTEGER_RANGES;

export function isInteger(element: ElementType): element is IntegerType {
  return element !== 'f32';
}

/** Numbers of which some are none of a type: how many, the first of them, and its place. */
export interface Foreign {
  readonly count: number;
  /** Among all, row by row. */
  readonly at: number;
  readonly value: number | bigint;
  readonly index: readonly number[];
}

/** Numbers of a shape as elements of a type, or what keeps them from being that. */
export function integersOf(
  element: IntegerType,
  numbers: StoredNumbers,
  shape: Shape,
): { readonly data: Elements } | { readonly foreign: Foreign } {
  const { least, most } = INTEGER_RANGES[element];
  const { data } = zeros({ element, shape });
  let foreign: { count: number; first: number } | undefined;
  for (let at = 0; at < numbers.length; at++) {
    // A bigint that is no f64 is rounded to one, and either is out of range.
    const number = Number(numbers[at]);
    if (Number.isInteger(number) && number >= least && number <= most) data[at] = number;
    else if (foreign === undefined) foreign = { count: 1, first: at };
    else foreign.count++;
  }
  if (foreign === undefined) return { data };
  const { count, first } = foreign;
  const index = rowMajorStrides(shape).map(
    (stride, axis) => Math.floor(first / stride) % shape[axis],
  );
  return { foreign: { count, at: first, value: numbers[first], index } };
}

/** `whole numbers from 0 to 255` */
export function rangeText(element: IntegerType): string {
  if (element === 'bool') return '0 and 1 alone';
  const { least, most } = INTEGER_RANGES[element];
  return `whole numbers from ${least} to ${most}`;
}

/** A type of whole numbers that has one that `element` has not; undefined where none has it. */
export function widerType(element: IntegerType, number: number): IntegerType | undefined {
  return (['u8', 'i32'] as const).find((type) => {
    const { least, most } = INTEGER_RANGES[type];
    return type !== element && number >= least && number <= most;
  });
}
