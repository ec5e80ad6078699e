import type { ConstantData, Graph, Node, Value } from '../ir/graph.js';
import type { NodeOf, Origin, Replacement } from '../ir/rewrite.js';
import { isOp, makeNode, rewriteNodes } from '../ir/rewrite.js';
import type { NarrowType, Shape, WeightType } from '../ir/types.js';
import { elementCount } from '../ir/types.js';
import { outputChannels } from './output-channels.js';
import { narrowConstant } from './quantize/narrow-constant.js';

/**
 * Stores the weights of convolutions and matrix products in fewer bits, q ≈ w / s with a scale s per
 * output channel. The scale does not depend on what is summed over, so it waits until the sum is
 * done, where it rides in the tail:
 *
 *   conv(x, s·q, b) = s · conv(x, q) + b          matmul(x, q·s) = matmul(x, q) · s
 *
 * Everything behind this pass, the interpreter included, computes with the rounded weights. Biases
 * are few and stay f32. So do the weights of depthwise convolutions: they are under a twentieth of
 * any network's, and meet one pixel each per load, so that decoding would cost as much as the rest.
 */
export function quantizeWeights(graph: Graph, weightsAs: WeightType): Graph {
  if (weightsAs === 'f32') return graph;
  return rewriteNodes(graph, (node, context) => {
    if (!isLayer(node)) return undefined;
    const weight = context.constant(node.inputs[1]);
    return weight && isWorthIt(weight, node) ? quantized(node, weight, weightsAs) : undefined;
  });
}

/** Linear layers are products by now. */
type Layer =
  | NodeOf<'conv2d'>
  | NodeOf<'conv_transpose2d'>
  | NodeOf<'matmul'>
  | NodeOf<'winograd_conv2d'>
  | NodeOf<'winograd_conv_transpose2d'>;

function isLayer(node: Node): node is Layer {
  return (
    isOp(node, 'conv2d') ||
    isOp(node, 'conv_transpose2d') ||
    isOp(node, 'matmul') ||
    isOp(node, 'winograd_conv2d') ||
    isOp(node, 'winograd_conv_transpose2d')
  );
}

/** A scale takes four bytes and a multiplication. */
const LEAST_WEIGHTS_PER_CHANNEL = 8;

function isWorthIt({ type: { shape }, storedAs }: ConstantData, node: Layer): boolean {
  // The matrices of a batch have no channels in common.
  if (storedAs !== undefined || (isOp(node, 'matmul') && shape.length > 2)) return false;
  return elementCount(shape) / channelsOf(node) >= LEAST_WEIGHTS_PER_CHANNEL;
}

function quantized(node: Layer, data: ConstantData, storedAs: NarrowType): Replacement {
  const [x, weight, bias] = node.inputs as [Value, Value, Value?];
  const [y] = node.outputs;
  const narrow = narrowConstant(
    data,
    storedAs,
    scaleShape(node),
    outputChannels(node, data.type.shape),
  );
  const weightNode = makeNode('constant', [], { value: narrow.weight }, weight);
  const scaleNode = makeNode('constant', [], { value: narrow.scale }, part(weight, 'scale'));
  const sum = {
    ...node,
    inputs: [x, weightNode.outputs[0]],
    outputs: [{ ...y, ...part(y, 'sum') }],
  };
  const scaledName = bias === undefined ? y : part(y, 'scaled');
  const scaled = makeNode('mul', [sum.outputs[0], scaleNode.outputs[0]], {}, scaledName);
  const nodes = [weightNode, scaleNode, sum, scaled];
  if (bias === undefined) return { nodes, values: scaled.outputs };
  const shifted = makeNode('bias', [scaled.outputs[0], bias], {}, y);
  return { nodes: [...nodes, shifted], values: shifted.outputs };
}

/** One number per channel, so that it broadcasts along all other axes of the result. */
function scaleShape(node: Layer): Shape {
  const behind = node.outputs[0].type.shape.length - 1 - channelAxis(node);
  return [channelsOf(node), ...new Array<number>(behind).fill(1)];
}

function channelsOf(node: Layer): number {
  return node.outputs[0].type.shape[channelAxis(node)];
}

function channelAxis(node: Layer): number {
  if (!isOp(node, 'matmul')) return 1;
  const { axis } = node.attributes;
  return axis < 0 ? node.outputs[0].type.shape.length + axis : axis;
}

/** The origin of a value that belongs to `value`. */
function part(value: Value, name: string): Origin {
  return { ...(value.span && { span: value.span }), name: `${value.name}.${name}` };
}
