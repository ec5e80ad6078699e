import type { ConstantData, Graph, Node, OpNode } from '../ir/graph.js';
import { opDefinition } from '../ir/ops/index.js';
import type { RewriteContext } from '../ir/rewrite.js';
import { makeNode, rewriteNodes, isOp } from '../ir/rewrite.js';
import type { Elements } from '../ir/tensor.js';
import { attributesText } from '../ir/text/attributes.js';

/**
 * Replaces nodes all of whose operands are constant by constants. Nothing is computed here: the new
 * constant evaluates the op's reference definition when its elements are asked for, so the pass also
 * works before weights are bound.
 */
export function foldConstants(graph: Graph): Graph {
  return rewriteNodes(graph, (node, context) => {
    const nodes = foldNode(node, context);
    return nodes && { nodes, values: nodes.flatMap((constant) => constant.outputs) };
  });
}

/** One constant node per result of `node`; undefined when one of its operands is not constant. */
export function foldNode(
  node: Node,
  context: Pick<RewriteContext, 'constant'>,
): Node[] | undefined {
  if (node.kind === 'kernel' || isOp(node, 'constant')) return undefined;
  const operands: ConstantData[] = [];
  for (const input of node.inputs) {
    const data = context.constant(input);
    if (data === undefined) return undefined;
    operands.push(data);
  }
  const types = node.outputs.map((output) => output.type);
  const evaluate = (): Elements[] => {
    const inputs = operands.map((data) => ({ shape: data.type.shape, data: data.read() }));
    const results = opDefinition(node.op).evaluate(inputs, node.attributes, types);
    return results.map((result) => result.data);
  };
  return node.outputs.map((output, index) => {
    const label = foldedLabel(node, operands) + (node.outputs.length === 1 ? '' : `.${index}`);
    const read = (): Elements => evaluate()[index];
    const value: ConstantData = { kind: 'constant-data', label, type: output.type, read };
    return makeNode('constant', [], { value }, output);
  });
}

/** `transpose(fc.weight) {permutation = [1, 0]}`: equal labels mean equal elements. */
function foldedLabel(node: OpNode, operands: readonly ConstantData[]): string {
  const attributes =
    Object.keys(node.attributes).length > 0 ? ` ${attributesText(node.attributes)}` : '';
  return `${node.op}(${operands.map((data) => data.label).join(', ')})${attributes}`;
}
