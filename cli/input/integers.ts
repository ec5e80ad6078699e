/** The elements of inputs of i32, u8 and bool: whole numbers in the range of the type, or an error. */

import type { Diagnostic } from '../../compiler/diagnostics/diagnostic.js';
import { fail } from '../../compiler/diagnostics/diagnostic.js';
import type { GraphInput } from '../../compiler/ir/graph.js';
import type { Elements } from '../../compiler/ir/tensor.js';
import type { Shape } from '../../compiler/ir/types.js';
import type { IntegerType, StoredNumbers } from '../../compiler/weights/index.js';
import { integersOf, rangeText, widerType } from '../../compiler/weights/index.js';
import { describeInput, sourceText } from './describe-input.js';
import { meansNumbers } from './numbers.js';

/** What NumPy calls each type. */
const NUMPY_TYPES = {
  i32: 'int32',
  u8: 'uint8',
  bool: 'bool',
} as const satisfies Readonly<Record<IntegerType, string>>;

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
      `save them as ${NUMPY_TYPES[element]}` +
      (element === 'bool' ? '' : ', after rounding where there are fractions'),
  });
}

/**
 * `numbers` of `shape` as elements of the input. Throws a DiagnosticError `input/value` that names the first that
 * is none; `source` is the file or text that they were read from.
 */
export function toIntegers(
  input: GraphInput,
  element: IntegerType,
  source: string,
  numbers: StoredNumbers,
  shape: Shape,
): Elements {
  const integers = integersOf(element, numbers, shape);
  if ('data' in integers) return integers.data;
  const { index, at, value, count } = integers.foreign;
  const place = meansNumbers(source) ? `number ${at + 1}` : `element [${index.join(',')}]`;
  return fail({
    code: 'input/value',
    title:
      `${place} of ${sourceText(input, source)} is ${value}, ` +
      `but input ${describeInput(input)} takes ${rangeText(element)}`,
    ...declaredAt(input),
    ...(count > 1
      ? { notes: [`${count} of its ${numbers.length} elements are no such numbers`] }
      : {}),
    hint: remedy(input, element, Number(value)),
  });
}

function declaredAt({ value }: GraphInput): Pick<Diagnostic, 'primary'> {
  const { span } = value;
  return span === undefined ? {} : { primary: { span, message: 'declared here' } };
}

/** A declaration of the input that would take the number. */
function remedy({ value }: GraphInput, element: IntegerType, number: number): string {
  const declared = (type: string): string =>
    `\`input ${value.name}: tensor(${value.type.shape.join(', ')}${type})\``;
  if (!Number.isInteger(number)) {
    return `write a whole number, or declare an input of floats: ${declared('')}`;
  }
  const wider = widerType(element, number);
  return wider === undefined
    ? 'i32 has the largest range of all types of whole numbers'
    : `an input of ${wider} takes it: ${declared(`, ${wider}`)}`;
}
