import type { Adapter } from '../adapter.js';
import { Unsupported } from '../writer.js';

export const linear: Adapter<'linear'> = (node, writer) => {
  const [x, weight, bias] = node.inputs;
  if (x.type.shape.length !== 2) {
    throw new Unsupported(`a linear layer on ${x.type.shape.length} axes`);
  }
  const biasText = bias === undefined ? '' : `, bias: ${writer.operand(bias)}`;
  return (
    `tf.fused.matMul({ a: ${writer.operand(x)}, b: ${writer.weight(weight, [1, 0])}${biasText}` +
    `${writer.activation(node)} })`
  );
};

export const matmul: Adapter<'matmul'> = ({ inputs: [a, b], attributes }, writer) => {
  const rank = a.type.shape.length;
  if (
    rank > 3 ||
    b.type.shape.length > 3 ||
    (attributes.axis !== -1 && attributes.axis !== rank - 1)
  )
    throw new Unsupported(`a matrix product of ${rank} axes along axis ${attributes.axis}`);
  return `tf.matMul(${writer.operand(a)}, ${writer.operand(b)})`;
};
