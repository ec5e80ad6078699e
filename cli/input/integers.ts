/** The elements of inputs of i32, u8 and bool: whole numbers in the range of the type, or an error. */

import type { Diagnostic } from '../../compiler/diagnostics/diagnostic.js';
import { fail } from '../../compiler/diagnostics/diagnostic.js';
import type { GraphInput } from '../../compiler/ir/graph.js';
import type { Elements } from '../../compiler/ir/tensor.js';
import { elementsOf } from '../../compiler/ir/tensor.js';
import type { ElementType } from '../../compiler/ir/types.js';
import { rowMajorStrides } from '../../compiler/ir/types.js';
import type { StoredNumbers } from '../../compiler/weights/index.js';
import { describeInput } from './describe-input.js';

/** The least and the largest number of each type, and what NumPy calls it. */
const RANGES = {
  i32: { least: -(2 ** 31), most: 2 ** 31 - 1, numpy: 'int32' },
  u8: { least: 0, most: 255, numpy: 'uint8' },
  bool: { least: 0, most: 1, numpy: 'bool' },
} as const satisfies Readonly<Partial<Record<ElementType, object>>>;

export type IntegerType = keyof typeof RANGES;

export function isInteger(element: ElementType): element is IntegerType {
  return element !== 'f32';
}

/** `file` holds floats, of which none is taken for an integer: that they are whole now is chance. */
export function failFloats(
  input: GraphInput,
  element: IntegerType,
  file: string,
  type: string,
): never {
  return fail({
    code: 'input/floats',
    title: `${file} holds ${type}, but input ${describeInput(input)} takes ${rangeText(element)}`,
    ...declaredAt(input),
    hint:
      `save them as ${RANGES[element].numpy}` +
      (element === 'bool' ? '' : ', after rounding where there are fractions'),
  });
}

/**
 * `numbers` as elements of the input, whose shape they have. Throws a DiagnosticError `input/value` that
 * names the first that is none; `source` is what they were read from.
 */
export function toIntegers(
  input: GraphInput,
  element: IntegerType,
  source: string,
  numbers: StoredNumbers,
): Elements {
  const { least, most } = RANGES[element];
  // A bigint that is no f64 is rounded to one, and either is out of range.
  const isOne = (value: number | bigint): boolean => {
    const number = Number(value);
    return Number.isInteger(number) && number >= least && number <= most;
  };
  const values = [...numbers];
  const wrong = [...values.keys()].filter((at) => !isOne(values[at]));
  if (wrong.length === 0) return elementsOf(element, values.map(Number));
  const [first] = wrong;
  const { shape } = input.value.type;
  const index = rowMajorStrides(shape).map(
    (stride, axis) => Math.floor(first / stride) % shape[axis],
  );
  return fail({
    code: 'input/value',
    title:
      `element [${index.join(',')}] of ${source} is ${values[first]}, ` +
      `but input ${describeInput(input)} takes ${rangeText(element)}`,
    ...declaredAt(input),
    ...(wrong.length > 1
      ? { notes: [`${wrong.length} of its ${values.length} elements are no such numbers`] }
      : {}),
    hint: remedy(input, element, Number(values[first])),
  });
}

function declaredAt({ value }: GraphInput): Pick<Diagnostic, 'primary'> {
  const { span } = value;
  return span === undefined ? {} : { primary: { span, message: 'declared here' } };
}

function rangeText(element: IntegerType): string {
  if (element === 'bool') return '0 and 1 alone';
  const { least, most } = RANGES[element];
  return `whole numbers from ${least} to ${most}`;
}

/** A declaration of the input that would take the number. */
function remedy({ value }: GraphInput, element: IntegerType, number: number): string {
  const declared = (type: string): string =>
    `\`input ${value.name}: tensor(${value.type.shape.join(', ')}${type})\``;
  if (!Number.isInteger(number)) {
    return `write a whole number, or declare an input of floats: ${declared('')}`;
  }
  const wider = (['u8', 'i32'] as const).find(
    (type) => type !== element && number >= RANGES[type].least && number <= RANGES[type].most,
  );
  return wider === undefined
    ? 'i32 has the largest range of all types of whole numbers'
    : `an input of ${wider} takes it: ${declared(`, ${wider}`)}`;
}
