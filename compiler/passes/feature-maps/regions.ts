import type { Graph, Node, OpNode, Value } from '../../ir/graph.js';
import { kernelResults, opsOf, parametersOf } from '../../ir/kernel.js';
import { isOp } from '../../ir/rewrite.js';

/**
 * The values of `rank` axes that hang together with the operand or result of an op for which `isSeed` holds:
 * through ops for which `connects` holds, in either direction, as far as it goes. What such an op reads and
 * what it gives is then one region, in which all values had better lie alike.
 */
export function regions(
  graph: Graph,
  rank: number,
  { isSeed, connects }: Record<'isSeed' | 'connects', (op: OpNode) => boolean>,
): ReadonlySet<Value> {
  const neighbours = new Neighbours();
  const seeds: Value[] = [];
  const constants = new Set(graph.nodes.filter(isConstant).flatMap(({ outputs }) => outputs));
  const isMember = (value: Value): boolean =>
    value.type.shape.length === rank && !constants.has(value);
  for (const node of graph.nodes) {
    for (const [outer, inner] of namesOf(node)) {
      if (isMember(outer)) neighbours.join([outer, inner]);
    }
    for (const op of opsOf(node)) {
      const values = [...op.inputs, ...op.outputs].filter(isMember);
      if (isSeed(op)) seeds.push(...values);
      if (isSeed(op) || connects(op)) neighbours.join(values);
    }
  }
  return neighbours.reachableFrom(seeds);
}

function isConstant(node: Node): boolean {
  return isOp(node, 'constant');
}

/** The names that a kernel's operands and results have inside of it. */
function namesOf(node: Node): (readonly [outer: Value, inner: Value])[] {
  if (node.kind === 'op') return [];
  const results = kernelResults(node);
  return [
    ...parametersOf(node).map((inner, at) => [node.inputs[at], inner] as const),
    ...node.outputs.map((outer, at) => [outer, results[at]] as const),
  ];
}

class Neighbours {
  private readonly of = new Map<Value, Value[]>();

  join([first, ...others]: readonly Value[]): void {
    for (const other of others) {
      this.add(first, other);
      this.add(other, first);
    }
  }

  private add(from: Value, to: Value): void {
    const known = this.of.get(from);
    if (known === undefined) this.of.set(from, [to]);
    else known.push(to);
  }

  reachableFrom(seeds: readonly Value[]): ReadonlySet<Value> {
    const reached = new Set(seeds);
    for (const value of reached) for (const next of this.of.get(value) ?? []) reached.add(next);
    return reached;
  }
}
