import type { Graph } from '../ir/graph.js';
import { isOp, makeNode, replaceBy, rewriteNodes } from '../ir/rewrite.js';

/**
 * A convolution with one group per input channel sums over no channels. As `depthwise_conv2d` its
 * kernel runs over vectors of channels instead of one output channel at a time. With a single channel
 * the two are the same sum, and the ordinary kernel is the better one.
 */
export function toDepthwise(graph: Graph): Graph {
  return rewriteNodes(graph, (node) => {
    if (!isOp(node, 'conv2d')) return undefined;
    const { groups, strides, dilations, pads } = node.attributes;
    const channels = node.inputs[0].type.shape[1];
    if (groups === 1 || groups !== channels) return undefined;
    const attributes = { strides, dilations, pads };
    return replaceBy(makeNode('depthwise_conv2d', node.inputs, attributes, node.outputs[0]));
  });
}
