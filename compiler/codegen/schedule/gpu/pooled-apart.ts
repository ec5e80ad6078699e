import type { Node, Value } from '../../../ir/graph.js';
import { channelsLastLayout } from '../../../ir/layout.js';
import { workspaceOf } from '../../../ir/memory/workspace.js';
import { pooledRegion } from '../../../ir/pooled-region.js';

/**
 * What pools its own result as two nodes, for a GPU: bands would be dispatches too small for it. The
 * picture between them has no place in the arena yet.
 */
export function pooledApart(node: Node): Node[] {
  const pooled = pooledRegion(node.region);
  if (pooled === undefined) return [node];
  const [inner] = pooled.produced[pooled.produced.length - 1].outputs;
  const picture = { ...inner, layout: channelsLastLayout(inner.type.shape.length) };
  const outer = new Map((node.region?.parameters ?? []).map((each, at) => [each, node.inputs[at]]));
  return [
    withWorkspace(part(pooled.produced, outer, picture)),
    part(pooled.pooled, outer.set(inner, picture), node.outputs[0]),
  ];
}

/** The node that computes `nodes`, of which `outer` has the operands. */
function part(nodes: readonly Node[], outer: ReadonlyMap<Value, Value>, result: Value): Node {
  const [root, ...tail] = nodes;
  const own = new Set(nodes.map((node) => node.outputs[0]));
  const parameters = [...new Set(nodes.flatMap(({ inputs }) => inputs))].filter(
    (value) => !own.has(value),
  );
  const operand = (value: Value): Value => outer.get(value) ?? value;
  if (tail.length === 0) return { ...root, inputs: root.inputs.map(operand), outputs: [result] };
  return {
    op: 'fused',
    inputs: parameters.map(operand),
    outputs: [result],
    attributes: {},
    ...(root.span && { span: root.span }),
    region: { parameters, nodes, result: nodes[nodes.length - 1].outputs[0] },
  };
}

function withWorkspace(node: Node): Node {
  const workspace = workspaceOf(node);
  return workspace === undefined ? node : { ...node, workspace };
}
