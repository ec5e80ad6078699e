import { fail } from '../diagnostics/diagnostic.js';
import type { Graph, OpNode, Value } from '../ir/graph.js';
import { inferTypes } from '../ir/infer.js';
import { ShapeError } from '../ir/op.js';
import { rewriteNodes } from '../ir/rewrite.js';
import type { TensorType } from '../ir/types.js';
import { sameType } from '../ir/types.js';

/**
 * Re-derives every type from the shape rules, so that a graph edited by hand or read from text is
 * typed by the same rules as one the front end built. Throws a DiagnosticError at the first node
 * whose inputs do not fit.
 */
export function inferShapes(graph: Graph): Graph {
  return rewriteNodes(graph, (node) => {
    if (node.kind === 'kernel') return undefined;
    const types = inferredTypes(node);
    if (types.every((type, index) => sameType(type, node.outputs[index].type))) return undefined;
    const outputs = node.outputs.map((output, index): Value => ({ ...output, type: types[index] }));
    return { nodes: [{ ...node, outputs }], values: outputs };
  });
}

function inferredTypes(node: OpNode): readonly TensorType[] {
  const inputs = node.inputs.map((input) => input.type);
  try {
    return inferTypes(node.op, inputs, node.attributes);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const { hint } = error.detail;
    return fail({
      code: `shape/${error.code}`,
      title: error.message,
      ...(node.span && { primary: { span: node.span, message: `%${node.outputs[0].name}` } }),
      ...(hint === undefined ? {} : { hint }),
    });
  }
}
