import type { Node, Value } from '../../ir/graph.js';
import { opDefinition } from '../../ir/ops/index.js';
import type { Replacement, RewriteContext } from '../../ir/rewrite.js';
import { makeNode } from '../../ir/rewrite.js';
import type { Shape } from '../../ir/types.js';
import { elementCount, sameShape } from '../../ir/types.js';
import { WeightPreparation } from '../weight-preparation.js';
import { viewBelow } from './view-below.js';

/**
 * op(view(x), c, …) = view(op(x, c′, …)) for an elementwise op that keeps the view's shape, its other
 * operands being constants that broadcast along whole trailing axes, or along channels which the view
 * leaves alone. c′ is c seen in the shape above the view.
 */
export function elementwiseBelowView(
  node: Node,
  view: Node,
  context: RewriteContext,
): Replacement | undefined {
  if (node.kind === 'kernel') return undefined;
  const definition = opDefinition(node.op);
  const [x] = view.inputs;
  const [seen, ...others] = node.inputs;
  if (definition.elementwise !== true || !sameShape(node.outputs[0].type.shape, seen.type.shape)) {
    return undefined;
  }
  const prepared = new WeightPreparation(context);
  const operands: Value[] = [x];
  for (const [index, other] of others.entries()) {
    if (context.constant(other) === undefined) return undefined;
    const isChannelwise = definition.inputs[index + 1].channelwise === true;
    const shape = isChannelwise
      ? channelShape(other.type.shape, seen.type.shape, x.type.shape)
      : trailingShape(other.type.shape, seen.type.shape, x.type.shape);
    if (shape === undefined) return undefined;
    const isKept = sameShape(shape, other.type.shape);
    operands.push(isKept ? other : prepared.apply('reshape', [other], { shape }));
  }
  const above = makeNode(node.op, operands, node.attributes, node.outputs[0]);
  return viewBelow(node, [...prepared.nodes, above], view);
}

/** Channels are axis 1: they stay where they are when the view keeps the first two extents. */
function channelShape(operand: Shape, seen: Shape, viewed: Shape): Shape | undefined {
  return sameShape(seen.slice(0, 2), viewed.slice(0, 2)) ? operand : undefined;
}

/**
 * The shape in which an operand that fills the last axes of `seen` fills the last axes of `viewed`.
 * Undefined when it fills only part of an axis there, or broadcasts within them.
 */
function trailingShape(operand: Shape, seen: Shape, viewed: Shape): Shape | undefined {
  const count = elementCount(operand);
  if (count === 1) return [];
  if (!sameShape(operand, seen.slice(seen.length - operand.length))) return undefined;
  for (let axis = viewed.length - 1; axis >= 0; axis--) {
    const trailing = viewed.slice(axis);
    if (elementCount(trailing) === count) return trailing;
  }
  return undefined;
}
