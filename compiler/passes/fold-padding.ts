import type { Graph, Node, Value } from '../ir/graph.js';
import type { ZeroPaddedNode } from '../ir/traits.js';
import { isZeroPadded } from '../ir/traits.js';
import type { NodeOf, Replacement, RewriteContext } from '../ir/rewrite.js';
import { isOp, makeNode, replaceBy, rewriteNodes } from '../ir/rewrite.js';
import { sameType } from '../ir/types.js';

/**
 * Moves zeros that a `pad` puts around a feature map into the op that follows:
 *
 *   conv(pad(x, p), pads = q)      = conv(x, pads = p + q)
 *   avg_pool(pad(x, p), pads = q)  = avg_pool(x, pads = p + q), the zeros being counted
 *
 * Convolution sums over zeros outside the feature map anyway (weights being finite). A mean counts the
 * zeros of `pad` as elements, so padding of the pooling itself must be counted too, or be absent. A
 * maximum is left alone: its own padding never wins, while a zero from `pad` may.
 */
export function foldPadding(graph: Graph): Graph {
  return rewriteNodes(graph, (node, context) => {
    if (isOp(node, 'avg_pool')) return intoAverage(node, context);
    return isZeroPadded(node) ? intoZeros(node, context) : undefined;
  });
}

function intoZeros(node: ZeroPaddedNode, context: RewriteContext): Replacement | undefined {
  const padding = zerosAround(node.inputs[0], context);
  if (padding === undefined) return undefined;
  const pads = sum(padding.pads, node.attributes.pads);
  return replaceBy({
    ...node,
    inputs: [padding.inner, ...node.inputs.slice(1)],
    attributes: { ...node.attributes, pads },
    outputs: node.outputs.map((output) => ({ ...output })),
  });
}

function intoAverage(node: NodeOf<'avg_pool'>, context: RewriteContext): Replacement | undefined {
  const padding = zerosAround(node.inputs[0], context);
  if (padding === undefined) return undefined;
  const { kernel, count_include_pad } = node.attributes;
  const isCounted = count_include_pad || node.attributes.pads.every((count) => count === 0);
  const pads = sum(padding.pads, node.attributes.pads);
  // The op refuses padding as wide as the window, which could lie in the padding altogether.
  if (!isCounted || pads.some((count, side) => count >= kernel[side % kernel.length]))
    return undefined;
  const attributes = { ...node.attributes, pads, count_include_pad: true };
  const folded = makeNode('avg_pool', [padding.inner], attributes, node.outputs[0]);
  // With ceil_mode a window that begins in the padding at the end is dropped, but not one that
  // begins in zeros of the feature map.
  return sameType(folded.outputs[0].type, node.outputs[0].type) ? replaceBy(folded) : undefined;
}

/** The feature map inside `value` and the zeros around it: before its spatial axes, then behind them. */
function zerosAround(
  value: Value,
  context: RewriteContext,
): { readonly inner: Value; readonly pads: readonly number[] } | undefined {
  const node: Node | undefined = context.producer(value);
  if (!isOp(node, 'pad') || node.attributes.value !== 0 || value.type.shape.length < 4) {
    return undefined;
  }
  const rank = value.type.shape.length;
  const [before, behind] = [node.attributes.pads.slice(0, rank), node.attributes.pads.slice(rank)];
  const others = [...before.slice(0, 2), ...behind.slice(0, 2)];
  if (others.some((count) => count !== 0)) return undefined;
  return { inner: node.inputs[0], pads: [...before.slice(2), ...behind.slice(2)] };
}

function sum(a: readonly number[], b: readonly number[]): number[] {
  return a.map((count, side) => count + b[side]);
}
