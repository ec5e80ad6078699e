import type { Graph, Node, Value } from '../ir/graph.js';
import type { NodeOf, Origin, Replacement, RewriteContext } from '../ir/rewrite.js';
import { isOp, makeNode, rewriteNodes } from '../ir/rewrite.js';
import { WeightPreparation } from './weight-preparation.js';

/**
 * Writes linear layers and 1×1 convolutions as the matrix product they are, with the weight [O,I]
 * turned to [I,O] so that the vectors of the product run along the outputs:
 *
 *   linear(x, W, b)           = matmul(x, Wᵀ) + b
 *   conv(x, W[O,I,1,…], b)    = matmul(x, Wᵀ) along axis 1, + b      (stride 1, no padding, one group)
 *
 * A product needs rows; vectors have been given one by `sink-views`.
 */
export function toMatmul(graph: Graph): Graph {
  return rewriteNodes(graph, (node, context) => {
    if (isOp(node, 'linear')) return linearToMatmul(node, context);
    if (isConvolution(node) && isOneByOne(node)) return convolutionToMatmul(node, context);
    return undefined;
  });
}

function linearToMatmul(node: NodeOf<'linear'>, context: RewriteContext): Replacement | undefined {
  const [x, weight, bias] = node.inputs;
  const [y] = node.outputs;
  if (x.type.shape.length < 2) return undefined;
  const prepared = new WeightPreparation(context);
  const matrix = prepared.apply('transpose', [weight], { permutation: [1, 0] });
  const product = makeNode('matmul', [x, matrix], { axis: -1 }, bias ? part(y, 'matmul') : y);
  const nodes = [...prepared.nodes, product];
  if (bias === undefined) return { nodes, values: product.outputs };
  const sum = makeNode('add', [product.outputs[0], bias], {}, y);
  return { nodes: [...nodes, sum], values: sum.outputs };
}

type Convolution = NodeOf<'conv2d'> | NodeOf<'conv3d'>;

function isConvolution(node: Node): node is Convolution {
  return isOp(node, 'conv2d') || isOp(node, 'conv3d');
}

function isOneByOne(node: Convolution): boolean {
  const { strides, pads, groups } = node.attributes;
  const kernel = node.inputs[1].type.shape.slice(2);
  return (
    groups === 1 &&
    [...kernel, ...strides].every((extent) => extent === 1) &&
    pads.every((count) => count === 0)
  );
}

function convolutionToMatmul(node: Convolution, context: RewriteContext): Replacement {
  const [x, weight, bias] = node.inputs;
  const [y] = node.outputs;
  const prepared = new WeightPreparation(context);
  const flat = prepared.apply('reshape', [weight], { shape: weight.type.shape.slice(0, 2) });
  const matrix = prepared.apply('transpose', [flat], { permutation: [1, 0] });
  const product = makeNode('matmul', [x, matrix], { axis: 1 }, bias ? part(y, 'matmul') : y);
  const nodes = [...prepared.nodes, product];
  if (bias === undefined) return { nodes, values: product.outputs };
  const sum = makeNode('bias', [product.outputs[0], bias], {}, y);
  return { nodes: [...nodes, sum], values: sum.outputs };
}

/** The origin of a value on the way to `value`. */
function part(value: Value, name: string): Origin {
  return { ...value, name: `${value.name}.${name}` };
}
