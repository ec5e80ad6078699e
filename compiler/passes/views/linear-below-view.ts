import type { Node } from '../../ir/graph.js';
import type { Replacement, RewriteContext } from '../../ir/rewrite.js';
import { isOp, makeNode } from '../../ir/rewrite.js';
import { LARGEST_TILE } from '../../ir/ops/shared/winograd-limit.js';
import { WeightPreparation } from '../weight-preparation.js';
import { viewBelow } from './view-below.js';

/**
 * A dense layer on a flattened C×H×W feature map is a convolution whose kernel is the whole feature map:
 *
 *   linear(flatten(x[N,C,H,W]), W[O, C·H·W], b) = flatten(conv(x, W as [O,C,H,W], b))
 *
 * so that the feature map need not be put in row-major order first. When H·W is 1, `to-matmul` makes the
 * 1×1 convolution a matrix product.
 */
export function linearBelowView(
  node: Node,
  view: Node,
  context: RewriteContext,
): Replacement | undefined {
  const [x] = view.inputs;
  const { shape } = x.type;
  const [flat, weight, ...bias] = node.inputs;
  const isFlattened = flat.type.shape.length === 2 && flat.type.shape[0] === shape[0];
  if (!isOp(node, 'linear') || shape.length !== 4 || !isFlattened) return undefined;
  const prepared = new WeightPreparation(context);
  const [outputs] = weight.type.shape;
  const kernel = prepared.apply('reshape', [weight], { shape: [outputs, ...shape.slice(1)] });
  const geometry = {
    strides: [1, 1],
    dilations: [1, 1],
    pads: [0, 0, 0, 0],
    groups: 1,
    winograd: LARGEST_TILE,
  };
  const convolution = makeNode('conv2d', [x, kernel, ...bias], geometry, node.outputs[0]);
  return viewBelow(node, [...prepared.nodes, convolution], view);
}
