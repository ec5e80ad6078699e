import type { Graph, Node, Value } from '../ir/graph.js';
import { opDefinition } from '../ir/ops/index.js';
import { regionParameter, Uses } from '../ir/rewrite.js';
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

/** How far a region grows. */
interface Limits {
  /** So many nodes are enough. */
  readonly enough: number;
  /** As long as there is nothing to be fused before, it may have so many. */
  readonly most: number;
}

/**
 * What another step gains by staying in registers is two accesses to memory, beside a hundred steps nothing,
 * while compilers take longer for a function than in proportion to its length: SwiftShader twice as long per
 * step from 128 to 256. So a long chain becomes several kernels, which are one in the code where the steps
 * repeat.
 */
const STREAMED: Limits = { enough: 128, most: 512 };

/** A root with loops of its own computes a dozen elements at a time, and each has code of its own. */
const TILED: Limits = { enough: 32, most: 32 };

/** A kernel has a parameter for each, of which V8 allows a function 1000. */
const MOST_OPERANDS = 512;

/**
 * The longest region from `root` whose last node alone is used outside it, in graph order. What uses the
 * region must be part of it but for the last node, so growing ends with the first user that can't be.
 */
function growRegion(
  root: Node,
  uses: Uses,
  position: ReadonlyMap<Node, number>,
  isAvailable: (value: Value) => boolean,
): Node[] {
  const shape = root.outputs[0].type.shape;
  const { enough, most } = isElementwise(root) ? STREAMED : TILED;
  const region = [root];
  const inside = new Set<Value>(root.outputs);
  const operands = new Set(root.inputs);
  /** Users of the region that are not part of it yet. */
  const candidates = new Set(uses.of(root.outputs[0]));
  let closed = 1;
  let last = root;
  while (candidates.size > 0 && !uses.isOutput(last.outputs[0])) {
    if (region.length + candidates.size > (closed > 1 ? enough : most)) break;
    last = earliest(candidates, position);
    candidates.delete(last);
    if (!isElementwise(last) || !sameShape(last.outputs[0].type.shape, shape)) break;
    if (!last.inputs.every((input) => inside.has(input) || isAvailable(input))) break;
    for (const input of last.inputs) if (!inside.has(input)) operands.add(input);
    if (operands.size > MOST_OPERANDS) break;
    region.push(last);
    inside.add(last.outputs[0]);
    if (candidates.size === 0) closed = region.length;
    for (const user of uses.of(last.outputs[0])) candidates.add(user);
  }
  return region.slice(0, closed);
}

function earliest(nodes: ReadonlySet<Node>, position: ReadonlyMap<Node, number>): Node {
  const at = (node: Node): number => position.get(node) ?? 0;
  let [first] = nodes;
  for (const node of nodes) if (at(node) < at(first)) first = node;
  return first;
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
      const parameter = parameters.get(input) ?? regionParameter(input);
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
