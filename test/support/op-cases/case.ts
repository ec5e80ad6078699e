import { GraphBuilder } from '../../../compiler/ir/builder.js';
import type { Attributes, Graph } from '../../../compiler/ir/graph.js';
import { constantData } from '../../../compiler/ir/op.js';
import type { OpName } from '../../../compiler/ir/ops/index.js';
import type { Tensor } from '../../../compiler/ir/tensor.js';
import type { Shape } from '../../../compiler/ir/types.js';
import { f32 } from '../../../compiler/ir/types.js';
import type { Range } from '../random-tensor.js';
import { randomTensor } from '../random-tensor.js';

/** A graph around a single op, with a tensor for each of its inputs; its output is called `y`. */
export interface OpCase {
  readonly op: OpName;
  readonly name: string;
  readonly graph: Graph;
  readonly inputs: Record<string, Tensor>;
}

/** An operand of the op: an input of the graph unless it is `constant`. */
export interface Operand {
  readonly shape: Shape;
  readonly constant?: true;
  readonly range?: Range;
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
  const values = operands.map(({ shape, constant, range }, index) => {
    const label = `${constant ? 'w' : 'x'}${index}`;
    const data = randomTensor(shape, `${name} ${label}`, range);
    if (constant) return builder.constant(constantData(label, data));
    inputs[label] = data;
    return builder.input(label, f32(...shape));
  });
  builder.output('y', builder.add(op, values, attributes, { name: 'y' })[0]);
  return { op, name, graph: builder.finish(), inputs };
}

function operandText({ shape, constant, range }: Operand): string {
  const within = range === undefined ? '' : `(${range.from}..${range.to})`;
  return `${constant ? 'const' : ''}[${shape.join(',')}]${within}`;
}

function attributesText(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(' ');
}
