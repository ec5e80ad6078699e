import type { Span } from '../diagnostics/diagnostic.js';
import type { ConstantData, Graph, Node, Value, OpNode } from './graph.js';
import { keptValues, withKept } from './interface.js';
import { inferTypes, storageOf } from './infer.js';
import type { OPS, OpName } from './ops/index.js';
import type { OpDefinition } from './op.js';

/** Who uses each value of a graph. */
export class Uses {
  private readonly nodes = new Map<Value, Node[]>();
  private readonly kept: ReadonlySet<Value>;

  constructor(graph: Graph) {
    this.kept = new Set(keptValues(graph));
    for (const node of graph.nodes) {
      for (const input of node.inputs) {
        const users = this.nodes.get(input);
        if (users === undefined) this.nodes.set(input, [node]);
        else users.push(node);
      }
    }
  }

  /** The nodes that read `value`, in order; a node that reads it twice is there twice. */
  of(value: Value): readonly Node[] {
    return this.nodes.get(value) ?? [];
  }

  /** Whether somebody outside of the nodes reads it. */
  isKept(value: Value): boolean {
    return this.kept.has(value);
  }

  /** Whether `value` is read exactly once and not visible outside: its producer may absorb more. */
  isPrivate(value: Value): boolean {
    return this.of(value).length === 1 && !this.isKept(value);
  }
}

/** The node that defines each value; graph inputs and states have none. */
export function producers(graph: Graph): Map<Value, Node> {
  return new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node])));
}

/** What a rewrite sees of the graph around a node. */
export interface RewriteContext {
  /** Uses in the graph as it was before the walk. */
  readonly uses: Uses;
  /** `Uses.isPrivate`, which also knows the values that have taken the place of others. */
  isPrivate(value: Value): boolean;
  /** The node that defines `value` in the graph being built; undefined for a graph input. */
  producer(value: Value): Node | undefined;
  /** The contents of `value` when a constant node defines it. */
  constant(value: Value | undefined): ConstantData | undefined;
}

/** New nodes, in order, and the values that take the place of the old node's outputs. */
export interface Replacement {
  readonly nodes: readonly Node[];
  readonly values: readonly Value[];
}

/**
 * Walks the nodes forward once. `visit` sees each node with its operands already replaced and
 * returns what takes its place, or undefined to keep it. Nodes that are left without users go.
 * Returns `graph` itself when nothing was replaced.
 */
export function rewriteNodes(
  graph: Graph,
  visit: (node: Node, context: RewriteContext) => Replacement | undefined,
): Graph {
  const replaced = new Map<Value, Value>();
  const producer = new Map<Value, Node>();
  /** The value of the old graph whose users a new value has. */
  const standsFor = new Map<Value, Value>();
  /** Values that have gained the users of another. */
  const pinned = new Set<Value>();
  const nodes: Node[] = [];
  const current = (value: Value): Value => replaced.get(value) ?? value;
  const uses = new Uses(graph);
  const context: RewriteContext = {
    uses,
    isPrivate: (value) => !pinned.has(value) && uses.isPrivate(standsFor.get(value) ?? value),
    producer: (value) => producer.get(value),
    constant: (value) => (value === undefined ? undefined : constantOf(producer.get(value))),
  };
  const append = (node: Node): void => {
    nodes.push(node);
    for (const output of node.outputs) producer.set(output, node);
  };
  for (const original of graph.nodes) {
    const changed = original.inputs.some((input) => replaced.has(input));
    const node = changed ? { ...original, inputs: original.inputs.map(current) } : original;
    const replacement = visit(node, context);
    if (replacement === undefined) {
      append(node);
      continue;
    }
    replacement.nodes.forEach(append);
    const fresh = new Set(replacement.nodes.flatMap((added) => added.outputs));
    original.outputs.forEach((output, index) => {
      const value = replacement.values[index];
      replaced.set(output, value);
      if (fresh.has(value)) standsFor.set(value, output);
      else pinned.add(value);
    });
  }
  if (replaced.size === 0) return graph;
  return withoutDeadNodes({ ...graph, nodes, ...withKept(graph, current) });
}

/** The graph without nodes whose results nobody gets to see; `graph` itself when there are none. */
export function withoutDeadNodes(graph: Graph): Graph {
  const live = new Set<Value>(keptValues(graph));
  const kept: Node[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => live.has(output))) continue;
    kept.push(node);
    for (const input of node.inputs) live.add(input);
  }
  return kept.length === graph.nodes.length ? graph : { ...graph, nodes: kept.reverse() };
}

/** The attributes of the op called `N`. */
export type AttributesOf<N extends OpName> =
  (typeof OPS)[N] extends OpDefinition<infer A> ? A : never;

/** A node together with the attribute type of its op. */
export type NodeOf<N extends OpName> = OpNode & {
  readonly op: N;
  readonly attributes: AttributesOf<N>;
};

/** Whether `node` is of op `name`; narrows its attributes. */
export function isOp<N extends OpName>(node: Node | undefined, name: N): node is NodeOf<N> {
  return node?.kind === 'op' && node.op === name;
}

/** The contents of a constant node; undefined for every other node. */
export function constantOf(node: Node | undefined): ConstantData | undefined {
  return isOp(node, 'constant') ? node.attributes.value : undefined;
}

/** The graph with other contents in its constant nodes; `change` gives back what stays as it is. */
export function mapConstants(
  graph: Graph,
  change: (data: ConstantData, node: Node) => ConstantData,
): Graph {
  const nodes = graph.nodes.map((node): Node => {
    const data = constantOf(node);
    const value = data === undefined ? undefined : change(data, node);
    if (node.kind === 'kernel' || value === undefined || value === data) return node;
    return { ...node, attributes: { value } };
  });
  return { ...graph, nodes };
}

/** The name and place a new node takes over from the value it stands for. */
export interface Origin {
  readonly name: string;
  readonly span?: Span;
}

/** Makes a node of which each output has an origin, typed by the shape rule; throws `ShapeError` as that does. */
export function makeNode<N extends OpName>(
  op: N,
  inputs: readonly Value[],
  attributes: AttributesOf<N>,
  ...origins: readonly [Origin, ...Origin[]]
): OpNode {
  const types = inferTypes(
    op,
    inputs.map((input) => input.type),
    attributes,
  );
  const storedAs = storageOf(attributes);
  const outputs = origins.map(({ name, span }, index): Value => ({
    name,
    type: types[index],
    ...storedAs,
    ...(span && { span }),
  }));
  const [{ span }] = origins;
  return { kind: 'op', op, inputs: [...inputs], outputs, attributes, ...(span && { span }) };
}

/** The replacement of a node with one output by `nodes`, the last of which gives the new value. */
export function replaceBy(...nodes: readonly Node[]): Replacement {
  return { nodes, values: nodes[nodes.length - 1].outputs };
}
