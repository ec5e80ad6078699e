import type { Attributes, Node } from '../../ir/graph.js';
import { opsOf, parametersOf } from '../../ir/kernel.js';
import type { OpName } from '../../ir/ops/index.js';
import type { AttributesOf } from '../../ir/rewrite.js';

/** Which operands of a node may lie dense; attributes are those of its op. */
type DenseOperands<A> = (attributes: A) => readonly number[];

const none = (): readonly number[] => [];
const first = (): readonly number[] => [0];

/**
 * The operands of each op that its kernel reads one scalar at a time, so that they may lie in any
 * layout. All others are read in whole vectors along the padded axis. Convolution and matrix product
 * multiply one element of the input with a vector of weights; a view or a change of layout moves
 * single elements.
 */
const DENSE_OPERANDS: { readonly [N in OpName]: DenseOperands<AttributesOf<N>> } = {
  add: none,
  avg_pool: none,
  batch_norm: none,
  bias: none,
  circular_pad: none,
  clamp: none,
  concat: none,
  constant: none,
  // With several groups a vector of outputs may span two of them and reads two channels at once.
  conv2d: ({ groups }) => (groups === 1 ? [0] : []),
  conv_transpose2d: ({ groups }) => (groups === 1 ? [0] : []),
  depthwise_conv2d: none,
  div: none,
  elu: none,
  erf: none,
  exp: none,
  flatten: first,
  global_avg_pool: none,
  global_max_pool: none,
  instance_norm: none,
  leaky_relu: none,
  linear: first,
  lstm: none,
  lstm_recurrence: none,
  matmul: first,
  max_pool: none,
  maximum: none,
  minimum: none,
  mul: none,
  pad: none,
  reflection_pad: none,
  relayout: first,
  relu: none,
  relu6: none,
  replication_pad: none,
  reshape: first,
  sigmoid: none,
  slice: none,
  softmax: none,
  sub: none,
  tanh: none,
  transpose: none,
  upsample_nearest: none,
  winograd_conv2d: none,
  winograd_conv_transpose2d: none,
};

/** Whether operand `index` of `node` may lie dense: every op of its kernel that reads it reads it so. */
export function mayBeDense(node: Node, index: number): boolean {
  const parameter = parametersOf(node)[index];
  return opsOf(node).every((op) => {
    const dense = denseOperands(op.op, op.attributes);
    return op.inputs.every((input, position) => input !== parameter || dense.includes(position));
  });
}

/** The table's rows with their attribute types erased, for code that treats all ops alike. */
function denseOperands(op: OpName, attributes: Attributes): readonly number[] {
  return (DENSE_OPERANDS[op] as DenseOperands<Attributes>)(attributes);
}
