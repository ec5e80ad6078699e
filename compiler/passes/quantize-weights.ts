import type { ConstantData, Graph, OpNode, Value } from '../ir/graph.js';
import type { WeightRole } from '../ir/op.js';
import type { Origin, Replacement } from '../ir/rewrite.js';
import { makeNode, rewriteNodes } from '../ir/rewrite.js';
import { weightRole } from '../ir/traits.js';
import type { NarrowType, Shape, WeightType } from '../ir/types.js';
import { elementCount } from '../ir/types.js';
import { narrowConstant } from './quantize/narrow-constant.js';
import { outputChannels, outputCount } from './weight-channels.js';

/**
 * Stores the weights of convolutions and matrix products, and the tables of embeddings, in fewer bits,
 * q ≈ w / s with a scale s per output channel. The scale does not depend on what is summed over, or on which
 * row is looked up, so it waits until the sum is done, where it rides in the tail:
 *
 *   conv(x, s·q, b) = s · conv(x, q) + b          matmul(x, q·s) = matmul(x, q) · s
 *   embedding(x, q·s) = embedding(x, q) · s
 *
 * Everything behind this pass, the interpreter included, computes with the rounded weights. Biases
 * are few and stay f32. So do the weights of depthwise convolutions: they are under a twentieth of
 * any network's, and meet one pixel each per load, so that decoding would cost as much as the rest.
 */
export function quantizeWeights(graph: Graph, weightsAs: WeightType): Graph {
  if (weightsAs === 'f32') return graph;
  return rewriteNodes(graph, (node, context) => {
    const role = weightRole(node);
    if (node.kind === 'kernel' || role === undefined) return undefined;
    const data = context.constant(node.inputs[role.operand]);
    const isWorth = data !== undefined && isWorthIt(data, role);
    return isWorth ? quantized({ node, role, data }, weightsAs) : undefined;
  });
}

/** An op with a constant weight. */
interface Layer {
  readonly node: OpNode;
  readonly role: WeightRole;
  readonly data: ConstantData;
}

/** A scale takes four bytes and a multiplication. */
const LEAST_WEIGHTS_PER_CHANNEL = 8;

function isWorthIt({ type, storedAs }: ConstantData, role: WeightRole): boolean {
  const { element, shape } = type;
  if (element !== 'f32' || storedAs !== undefined) return false;
  const isDepthwise = role.groups > 1 && role.inputs !== undefined && shape[role.inputs] === 1;
  const perChannel = elementCount(shape) / outputCount(role, shape);
  return !isDepthwise && perChannel >= LEAST_WEIGHTS_PER_CHANNEL;
}

function quantized({ node, role, data }: Layer, storedAs: NarrowType): Replacement {
  const [y] = node.outputs;
  const weight = node.inputs[role.operand];
  const bias = role.bias === undefined ? undefined : node.inputs.at(role.bias);
  const narrow = narrowConstant(
    data,
    storedAs,
    scaleShape(y, role),
    outputChannels(role, data.type.shape),
  );
  const weightNode = makeNode('constant', [], { value: narrow.weight }, weight);
  const scaleNode = makeNode('constant', [], { value: narrow.scale }, part(weight, 'scale'));
  const sum = {
    ...node,
    inputs: node.inputs
      .filter((input) => input !== bias)
      .map((input) => (input === weight ? weightNode.outputs[0] : input)),
    outputs: [{ ...y, ...part(y, 'sum') }],
  };
  const scaledName = bias === undefined ? y : part(y, 'scaled');
  const scaled = makeNode('mul', [sum.outputs[0], scaleNode.outputs[0]], {}, scaledName);
  const nodes = [weightNode, scaleNode, sum, scaled];
  if (bias === undefined) return { nodes, values: scaled.outputs };
  // Channels lie along axis 1, or else the last, where a vector broadcasts by itself.
  const shift = role.channelAxis === 1 && role.hasOwnBiases !== true ? 'bias' : 'add';
  const shifted = makeNode(shift, [scaled.outputs[0], bias], {}, y);
  return { nodes: [...nodes, shifted], values: shifted.outputs };
}

/** One number per channel, so that it broadcasts along all other axes of the result. */
function scaleShape({ type: { shape } }: Value, { channelAxis }: WeightRole): Shape {
  const behind = shape.length - 1 - channelAxis;
  return [shape[channelAxis], ...new Array<number>(behind).fill(1)];
}

/** The origin of a value that belongs to `value`. */
function part(value: Value, name: string): Origin {
  return { ...(value.span && { span: value.span }), name: `${value.name}.${name}` };
}
