import { GraphBuilder } from '../../../compiler/ir/builder.js';
import type { Attributes, Graph } from '../../../compiler/ir/graph.js';
import { constantData } from '../../../compiler/ir/op.js';
import type { OpName } from '../../../compiler/ir/ops/index.js';
import type { Tensor } from '../../../compiler/ir/tensor.js';
import { elementsOf } from '../../../compiler/ir/tensor.js';
import type { ElementType, Shape } from '../../../compiler/ir/types.js';
import { elementCount } from '../../../compiler/ir/types.js';
import type { Range } from '../random-tensor.js';
import { randomTensor } from '../random-tensor.js';

/**
 * A graph around a single op, with a tensor for each of its inputs; its output is called `y`, or its outputs
 * `y0`, `y1`, ….
 */
export interface OpCase {
  readonly op: OpName;
  readonly name: string;
  readonly graph: Graph;
  readonly inputs: Record<string, Tensor>;
  /** Where ONNX has no such op of the operands' types. */
  readonly isBeyondOnnx?: true;
}

/** An operand of the op: an input of the graph unless it is `constant`. */
export interface Operand {
  readonly shape: Shape;
  readonly constant?: true;
  readonly range?: Range;
  /** f32 unless told. */
  readonly element?: ElementType;
  /** What it holds, again and again, where that is not random. */
  readonly values?: readonly number[];
}

export function operand(...shape: number[]): Operand {
  return { shape };
}

export function weights(...shape: number[]): Operand {
  return { shape, constant: true };
}

/** Builds a case; its name says the operands' shapes and the attributes, and seeds the data. */
export function opCase(
  op: OpName,
  operands: readonly Operand[],
  attributes: Attributes = {},
  note = '',
): OpCase {
  const name = [op, ...operands.map(operandText), attributesText(attributes), note]
    .filter((part) => part !== '')
    .join(' ');
  const builder = new GraphBuilder(op);
  const inputs: Record<string, Tensor> = {};
  const values = operands.map((given, index) => {
    const { shape, constant, element = 'f32' } = given;
    const label = `${constant ? 'w' : 'x'}${index}`;
    const data = tensorFor(given, `${name} ${label}`);
    if (constant) return builder.constant(constantData(label, data, element));
    inputs[label] = data;
    return builder.input(label, { element, shape });
  });
  const outputs = builder.add(op, values, attributes, { name: 'y' });
  for (const [number, value] of outputs.entries()) {
    builder.output(outputs.length === 1 ? 'y' : `y${number}`, value);
  }
  return { op, name, graph: builder.finish(), inputs };
}

function tensorFor({ shape, element = 'f32', range, values }: Operand, seed: string): Tensor {
  if (values !== undefined) {
    const count = elementCount(shape);
    const data = Array.from({ length: count }, (_, index) => values[index % values.length]);
    return { shape, data: elementsOf(element, data) };
  }
  if (element === 'f32') return randomTensor(shape, seed, range);
  const numbers = randomTensor(shape, seed, range ?? RANGES[element]).data;
  return { shape, data: elementsOf(element, numbers) };
}

const RANGES = {
  i32: { from: -4, to: 4 },
  u8: { from: 0, to: 255 },
  bool: { from: 0, to: 1.99 },
} as const;

function operandText({ shape, constant, range, element, values }: Operand): string {
  const within = range === undefined ? '' : `(${range.from}..${range.to})`;
  const held = values === undefined ? '' : `{${values.join(' ')}}`;
  return `${constant ? 'const' : ''}${element ?? ''}[${shape.join(',')}]${within}${held}`;
}

function attributesText(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(' ');
}
