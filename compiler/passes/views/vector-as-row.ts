import type { Node } from '../../ir/graph.js';
import type { Replacement } from '../../ir/rewrite.js';
import { isOp, makeNode } from '../../ir/rewrite.js';
import { viewBelow } from './view-below.js';

/**
 * A linear layer of a vector is one of a matrix with a single row, as a matrix product needs it:
 * linear(x[I]) = view(linear(view x as [1,I])). The lower view goes on sinking.
 */
export function linearOfVector(node: Node): Replacement | undefined {
  const [x, ...weights] = node.inputs;
  if (!isOp(node, 'linear') || x.type.shape.length !== 1) return undefined;
  const origin = { ...(node.span && { span: node.span }), name: `${x.name}.row` };
  const row = makeNode('reshape', [x], { shape: [1, ...x.type.shape] }, origin);
  const layer = makeNode('linear', [row.outputs[0], ...weights], {}, node.outputs[0]);
  return viewBelow(node, [row, layer], node);
}
