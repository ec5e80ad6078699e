import type { Node } from '../../ir/graph.js';
import type { Replacement } from '../../ir/rewrite.js';
import { makeNode } from '../../ir/rewrite.js';

/**
 * The replacement of `node` by `nodes`, the last of which gives its result in the shape above the
 * view, followed by a view that gives it the shape `node` had. The view is called `<name>.view`.
 */
export function viewBelow(node: Node, nodes: readonly Node[], view: Node): Replacement {
  const [output] = node.outputs;
  const [value] = nodes[nodes.length - 1].outputs;
  const origin = { ...output, ...(view.span && { span: view.span }), name: `${output.name}.view` };
  const below = makeNode('reshape', [value], { shape: output.type.shape }, origin);
  return { nodes: [...nodes, below], values: below.outputs };
}
