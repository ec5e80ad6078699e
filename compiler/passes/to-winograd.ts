import type { Graph } from '../ir/graph.js';
import type { NodeOf } from '../ir/rewrite.js';
import { isOp, makeNode, replaceBy, rewriteNodes } from '../ir/rewrite.js';
import type { WinogradLimit } from './winograd-choice.js';
import { chooseWinograd } from './winograd-choice.js';

/**
 * A 3×3 convolution of stride 1 with enough channels takes a third to a quarter of the multiplications
 * as F(4×4, 3×3) or F(2×2, 3×3), where the transforms cost less than that saves. Both are exact but
 * for rounding; `limit` keeps the one with the larger error out, or both.
 */
export function toWinograd(graph: Graph, limit: WinogradLimit): Graph {
  if (limit === 'off') return graph;
  return rewriteNodes(graph, (node) => {
    if (!isOp(node, 'conv2d') || !hasForm(node)) return undefined;
    const [{ type: input }] = node.inputs;
    const [result] = node.outputs;
    const choice = chooseWinograd(input, result.type, limit);
    if (choice === undefined) return undefined;
    const attributes = { pads: node.attributes.pads, ...choice };
    return replaceBy(makeNode('winograd_conv2d', node.inputs, attributes, result));
  });
}

function hasForm({ inputs: [, weight], attributes }: NodeOf<'conv2d'>): boolean {
  const { strides, dilations, groups } = attributes;
  const [, , ...kernel] = weight.type.shape;
  return (
    groups === 1 &&
    kernel.every((extent) => extent === 3) &&
    [...strides, ...dilations].every((step) => step === 1)
  );
}
