import type { OpName } from '../../../compiler/ir/ops/index.js';
import { elementCount } from '../../../compiler/ir/types.js';
import type { Adapter } from '../adapter.js';
import { Unsupported } from '../writer.js';

/** An op that has the same operands under another name. */
export function direct(name: string): Adapter<OpName> {
  return ({ inputs }, writer) =>
    `tf.${name}(${inputs.map((input) => writer.operand(input)).join(', ')})`;
}

/** Operands broadcast from the last axis, which for pictures is another one in tfjs than in ours. */
export function broadcasting(name: string): Adapter<'add' | 'sub' | 'mul' | 'div'> {
  return (node, writer) => {
    const shapes = node.inputs.map(({ type }) => type.shape);
    const ranks = shapes.filter((shape) => elementCount(shape) > 1).map(({ length }) => length);
    if (Math.max(...ranks) === 4 && Math.min(...ranks) < 4) {
      throw new Unsupported(`${name} of a picture and fewer axes`);
    }
    return direct(name)(node, writer);
  };
}

export const leakyRelu: Adapter<'leaky_relu'> = ({ inputs: [x], attributes }, writer) =>
  `tf.leakyRelu(${writer.operand(x)}, ${attributes.slope})`;

export const elu: Adapter<'elu'> = ({ inputs: [x], attributes }, writer) => {
  if (attributes.alpha !== 1) throw new Unsupported(`elu with alpha ${attributes.alpha}`);
  return `tf.elu(${writer.operand(x)})`;
};

/** Channels are last for pictures and for matrices, where tfjs broadcasts a vector. */
export const bias: Adapter<'bias'> = ({ inputs: [x, vector] }, writer) => {
  const rank = x.type.shape.length;
  if (rank !== 2 && rank !== 4) throw new Unsupported(`bias on ${rank} axes`);
  return `tf.add(${writer.operand(x)}, ${writer.operand(vector)})`;
};
