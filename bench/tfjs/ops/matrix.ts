import type { Adapter } from '../adapter.js';
import { list } from '../list.js';
import { Unsupported } from '../writer.js';

/** On more axes than two, all rows are one matrix. */
export const linear: Adapter<'linear'> = (node, writer) => {
  const [x, weight, bias] = node.inputs;
  const { shape } = x.type;
  if (shape.length < 2 || shape.length > 3) {
    throw new Unsupported(`a linear layer on ${shape.length} axes`);
  }
  const isMatrix = shape.length === 2;
  const [outputs, features] = weight.type.shape;
  const rows = shape.slice(0, -1);
  const matrix = list([rows.reduce((product, extent) => product * extent), features]);
  const a = isMatrix ? writer.operand(x) : `tf.reshape(${writer.operand(x)}, ${matrix})`;
  const biasText = bias === undefined ? '' : `, bias: ${writer.operand(bias)}`;
  const product =
    `tf.fused.matMul({ a: ${a}, b: ${writer.weight(weight, [1, 0])}${biasText}` +
    `${writer.activation(node)} })`;
  return isMatrix ? product : `tf.reshape(${product}, ${list([...rows, outputs])})`;
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
