import type { Graph, Node, Value } from '../ir/graph.js';
import type { Replacement, RewriteContext } from '../ir/rewrite.js';
import { makeNode, rewriteNodes } from '../ir/rewrite.js';
import { sameShape } from '../ir/types.js';
import { isView } from '../ir/views.js';
import { elementwiseBelowView } from './views/elementwise-below-view.js';
import { linearBelowView } from './views/linear-below-view.js';
import { linearOfVector } from './views/vector-as-row.js';

/**
 * Moves views (flatten, reshape) down past the ops they commute with, so that what belongs to one kernel
 * stands together: `flatten → relu` becomes `relu → flatten`, and a linear layer over a flattened feature
 * map becomes a convolution as large as the feature map, which reads it in any layout. Views of views
 * become one, and a view that changes nothing goes. A linear layer of a vector gets views of its own, which
 * sink in turn.
 */
export function sinkViews(graph: Graph): Graph {
  return rewriteNodes(graph, (node, context) => {
    if (isView(node)) return mergedView(node, context);
    const view = operandView(node, context);
    if (view === undefined) return linearOfVector(node);
    return (
      linearBelowView(node, view, context) ??
      linearOfVector(node) ??
      elementwiseBelowView(node, view, context)
    );
  });
}

/** The view that gives the first operand of `node`, if nothing else needs its result. */
function operandView(node: Node, context: RewriteContext): Node | undefined {
  const operand: Value | undefined = node.inputs.at(0);
  if (operand === undefined || !context.isPrivate(operand)) return undefined;
  const producer = context.producer(operand);
  return producer !== undefined && isView(producer) ? producer : undefined;
}

/** Views keep the row-major order of elements, so that two in a row are a reshape. */
function mergedView(node: Node, context: RewriteContext): Replacement | undefined {
  const [output] = node.outputs;
  const producer = context.producer(node.inputs[0]);
  const isMerged = producer !== undefined && isView(producer);
  const source = isMerged ? producer.inputs[0] : node.inputs[0];
  if (sameShape(source.type.shape, output.type.shape)) return { nodes: [], values: [source] };
  if (!isMerged) return undefined;
  const reshape = makeNode('reshape', [source], { shape: output.type.shape }, output);
  return { nodes: [reshape], values: reshape.outputs };
}
