import type { Graph, KernelNode, Node, OpNode, Value } from '../ir/graph.js';
import { withKept } from '../ir/interface.js';
import { makeKernel } from '../ir/kernel.js';
import { opDefinition } from '../ir/ops/index.js';
import { isOp, Uses } from '../ir/rewrite.js';
import { isElementwise } from '../ir/traits.js';
import { sameShape } from '../ir/types.js';

/**
 * Fuses a root op with the elementwise ops that follow it into a kernel of one stage, so that bias,
 * residual sum and activation are applied while the root's result is still in registers.
 *
 * A tail op reads a value of the stage, keeps the root's shape, and takes its other operands from
 * constants or from values computed before the root. Only the result of the last is visible outside.
 */
export function fuseTail(graph: Graph): Graph {
  const uses = new Uses(graph);
  const position = new Map(graph.nodes.map((node, index) => [node, index]));
  const definition = new Map(
    graph.nodes.flatMap((node, index) => node.outputs.map((output) => [output, index])),
  );
  const taken = new Set<Node>();
  /** The kernel by the node that computes its result, where it will stand. */
  const fusedAt = new Map<Node, KernelNode>();
  const availableBefore = (root: number, value: Value): boolean => {
    const index = definition.get(value);
    return index === undefined || index < root || isOp(graph.nodes[index], 'constant');
  };
  for (const [index, root] of graph.nodes.entries()) {
    if (taken.has(root) || !canBeRoot(root)) continue;
    const tail = tailOf(root, uses, position, (value) => availableBefore(index, value));
    const last = tail.at(-1);
    if (last === undefined) continue;
    for (const node of [root, ...tail]) taken.add(node);
    const outputs = last.outputs.map((output) => ({ ...output }));
    fusedAt.set(last, makeKernel([{ root, tail }], outputs));
  }
  return fusedAt.size === 0 ? graph : withFused(graph, taken, fusedAt);
}

/**
 * A view moves no data and a constant is no computation: there is no kernel to ride in. Of several outputs
 * none is the one that a tail would change. Others are loops without a formula that could go on.
 */
function canBeRoot(node: Node): node is OpNode {
  if (node.kind === 'kernel' || isOp(node, 'constant') || node.outputs.length !== 1) return false;
  const { view, alone } = opDefinition(node.op);
  return view !== true && alone !== true;
}

/** How far a stage grows. */
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
 * The longest tail of `root` whose last op alone is used outside the stage, in graph order. What uses the
 * stage must be part of it but for the last op, so growing ends with the first user that can't be.
 */
function tailOf(
  root: OpNode,
  uses: Uses,
  position: ReadonlyMap<Node, number>,
  isAvailable: (value: Value) => boolean,
): OpNode[] {
  const shape = root.outputs[0].type.shape;
  const { enough, most } = isElementwise(root) ? STREAMED : TILED;
  const tail: OpNode[] = [];
  const inside = new Set<Value>(root.outputs);
  const operands = new Set(root.inputs);
  /** Users of the stage that are not part of it yet. */
  const candidates = new Set(uses.of(root.outputs[0]));
  /** So many of the tail have nothing behind them but the last that is used outside. */
  let closed = 0;
  let last = root;
  while (candidates.size > 0 && !uses.isKept(last.outputs[0])) {
    if (1 + tail.length + candidates.size > (closed > 0 ? enough : most)) break;
    const next = earliest(candidates, position);
    candidates.delete(next);
    if (!isElementwise(next)) break;
    last = next;
    if (!sameShape(last.outputs[0].type.shape, shape)) break;
    if (!last.inputs.every((input) => inside.has(input) || isAvailable(input))) break;
    for (const input of last.inputs) if (!inside.has(input)) operands.add(input);
    if (operands.size > MOST_OPERANDS) break;
    tail.push(last);
    inside.add(last.outputs[0]);
    if (candidates.size === 0) closed = tail.length;
    for (const user of uses.of(last.outputs[0])) candidates.add(user);
  }
  return tail.slice(0, closed);
}

function earliest(nodes: ReadonlySet<Node>, position: ReadonlyMap<Node, number>): Node {
  const at = (node: Node): number => position.get(node) ?? 0;
  let [first] = nodes;
  for (const node of nodes) if (at(node) < at(first)) first = node;
  return first;
}

/**
 * Puts each kernel where its last op stood: every operand is computed by then, and nothing in between can
 * use the inner values, which are hidden.
 */
function withFused(
  graph: Graph,
  taken: ReadonlySet<Node>,
  fusedAt: ReadonlyMap<Node, KernelNode>,
): Graph {
  const replaced = new Map<Value, Value>();
  const current = (value: Value): Value => replaced.get(value) ?? value;
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const fused = fusedAt.get(node);
    fused?.outputs.forEach((output, index) => replaced.set(node.outputs[index], output));
    const standing = fused ?? (taken.has(node) ? undefined : node);
    if (standing === undefined) continue;
    nodes.push({ ...standing, inputs: standing.inputs.map(current) });
  }
  return { ...graph, nodes, ...withKept(graph, current) };
}
