import type { Graph } from '../ir/graph.js';
import type { NodeOf } from '../ir/rewrite.js';
import { isOp, makeNode, replaceBy, rewriteNodes } from '../ir/rewrite.js';
import type { WinogradLimit } from './winograd-choice.js';
import { chooseWinograd } from './winograd-choice.js';

/**
 * A convolution of stride 1 with enough channels takes a half to a fifth of the multiplications as
 * F(4, r) or F(2, r) along rows and columns, where the transforms cost less than that saves. Both are
 * exact but for rounding; `limit` keeps the one with the larger error out, or both.
 */
export function toWinograd(graph: Graph, limit: WinogradLimit): Graph {
  if (limit === 'off') return graph;
  return rewriteNodes(graph, (node) => {
    if (!isOp(node, 'conv2d') || !hasForm(node)) return undefined;
    const [{ type: input }, { type: weight }] = node.inputs;
    const [result] = node.outputs;
    const choice = chooseWinograd(
      { channels: input.shape[1], taps: weight.shape.slice(2), output: result.type.shape },
      limit,
    );
    if (choice === undefined) return undefined;
    const attributes = { pads: node.attributes.pads, ...choice };
    return replaceBy(makeNode('winograd_conv2d', node.inputs, attributes, result));
  });
}

function hasForm({ attributes: { strides, dilations, groups } }: NodeOf<'conv2d'>): boolean {
  return groups === 1 && [...strides, ...dilations].every((step) => step === 1);
}
