import type { Graph, Node, Value } from '../ir/graph.js';
import { opDefinition } from '../ir/ops/index.js';
import { Uses } from '../ir/rewrite.js';
import { sameShape } from '../ir/types.js';

/**
 * Fuses a root op with the elementwise ops that follow it into one `fused` node, so that bias,
 * residual sum and activation are applied while the root's result is still in registers.
 *
 * A tail op reads a value of the region, keeps the root's shape, and takes its other operands from
 * constants or from values computed before the root. Only the region's result is visible outside.
 */
export function fuseTail(graph: Graph): Graph {
  const uses = new Uses(graph);
  const position = new Map(graph.nodes.map((node, index) => [node, index]));
  const definition = new Map(
    graph.nodes.flatMap((node, index) => node.outputs.map((output) => [output, index])),
  );
  const taken = new Set<Node>();
  /** The fused node by the node that computes its result, where it will stand. */
  const fusedAt = new Map<Node, Node>();
  const availableBefore = (root: number, value: Value): boolean => {
    const index = definition.get(value);
    return index === undefined || index < root || graph.nodes[index].op === 'constant';
  };
  for (const [index, root] of graph.nodes.entries()) {
    if (taken.has(root) || !canBeRoot(root)) continue;
    const region = growRegion(root, uses, position, (value) => availableBefore(index, value));
    if (region.length === 1) continue;
    for (const node of region) taken.add(node);
    fusedAt.set(region[region.length - 1], fuse(region));
  }
  return fusedAt.size === 0 ? graph : withFused(graph, taken, fusedAt);
}

/** A view moves no data and a constant is no computation: there is no kernel to ride in. */
function canBeRoot(node: Node): boolean {
  if (node.op === 'fused' || node.op === 'constant' || node.outputs.length !== 1) return false;
  return opDefinition(node.op).view !== true;
}

function isElementwise(node: Node): boolean {
  return node.op !== 'fused' && opDefinition(node.op).elementwise === true;
}

/** The longest region from `root` whose last node alone is used outside it, in graph order. */
function growRegion(
  root: Node,
  uses: Uses,
  position: ReadonlyMap<Node, number>,
  isAvailable: (value: Value) => boolean,
): Node[] {
  const shape = root.outputs[0].type.shape;
  const region = [root];
  const inside = new Set<Value>(root.outputs);
  const candidates = new Set(uses.of(root.outputs[0]));
  while (candidates.size > 0) {
    const next = earliest(candidates, position);
    candidates.delete(next);
    if (!isElementwise(next) || !sameShape(next.outputs[0].type.shape, shape)) continue;
    if (!next.inputs.every((input) => inside.has(input) || isAvailable(input))) continue;
    region.push(next);
    inside.add(next.outputs[0]);
    for (const user of uses.of(next.outputs[0])) candidates.add(user);
  }
  while (!region.slice(0, -1).every((node) => isHidden(node.outputs[0], region, uses))) {
    region.pop();
  }
  return region;
}

function earliest(nodes: ReadonlySet<Node>, position: ReadonlyMap<Node, number>): Node {
  const at = (node: Node): number => position.get(node) ?? 0;
  return [...nodes].reduce((first, node) => (at(node) < at(first) ? node : first));
}

function isHidden(value: Value, region: readonly Node[], uses: Uses): boolean {
  return !uses.isOutput(value) && uses.of(value).every((user) => region.includes(user));
}

/** The node that computes `nodes`: its operands are what they read from outside, once each. */
function fuse(nodes: readonly Node[]): Node {
  const root = nodes[0];
  const inner = nodes[nodes.length - 1].outputs[0];
  const produced = new Set(nodes.map((node) => node.outputs[0]));
  const parameters = new Map<Value, Value>();
  const bodies = nodes.map((node): Node => ({
    ...node,
    inputs: node.inputs.map((input) => {
      if (produced.has(input)) return input;
      const parameter = parameters.get(input) ?? { name: input.name, type: input.type };
      parameters.set(input, parameter);
      return parameter;
    }),
  }));
  return {
    op: 'fused',
    inputs: [...parameters.keys()],
    outputs: [{ ...inner }],
    attributes: {},
    ...(root.span && { span: root.span }),
    region: { parameters: [...parameters.values()], nodes: bodies, result: inner },
  };
}

/**
 * Puts each fused node where its last part stood: every operand is computed by then, and nothing in
 * between can use the region, whose inner values are hidden.
 */
function withFused(
  graph: Graph,
  taken: ReadonlySet<Node>,
  fusedAt: ReadonlyMap<Node, Node>,
): Graph {
  const replaced = new Map<Value, Value>();
  const current = (value: Value): Value => replaced.get(value) ?? value;
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const fused = fusedAt.get(node);
    if (fused !== undefined) replaced.set(node.outputs[0], fused.outputs[0]);
    const standing = fused ?? (taken.has(node) ? undefined : node);
    if (standing === undefined) continue;
    nodes.push({ ...standing, inputs: standing.inputs.map(current) });
  }
  const outputs = graph.outputs.map((output) => ({ ...output, value: current(output.value) }));
  return { ...graph, nodes, outputs };
}
