import type { Graph, Node, Value } from '../ir/graph.js';
import type { Layout } from '../ir/layout.js';
import { partOf } from '../ir/memory/parts.js';
import { producers, Uses } from '../ir/rewrite.js';
import { isAlias, isView } from '../ir/views.js';
import { buffers } from './memory/buffers.js';
import { lowerBound } from './memory/blocks.js';
import { replaceValues } from './memory/replace-values.js';

/**
 * Lets what a concatenation joins be written where the result has it, so that nothing is copied: the
 * rows of an operand get the pitch of the result's. The last concatenation goes first, because the
 * parts of a part take over its pitch.
 *
 * An operand must be computed by a kernel, not cross the interface, and not be seen through a view
 * that shares its memory (a view of rows with gaps would become a copy). The joint buffer is needed
 * from the first of its parts on; where that makes the arena larger, operands keep their own.
 */
export function placeConcat(graph: Graph): Graph {
  let current = graph;
  for (let index = graph.nodes.length - 1; index >= 0; index--) {
    const layouts = partLayouts(current, current.nodes[index]);
    if (layouts.size > 0) current = placed(current, layouts);
  }
  return current;
}

/** The layouts of those operands of `node` that can be written in place. */
function partLayouts(graph: Graph, node: Node): Map<Value, Layout> {
  const layouts = new Map<Value, Layout>();
  if (node.op !== 'concat') return layouts;
  const uses = new Uses(graph);
  const producer = producers(graph);
  for (const [index, operand] of node.inputs.entries()) {
    const part = partOf(node, index);
    const origin = producer.get(operand);
    if (part === undefined || origin === undefined || layouts.has(operand)) continue;
    if (origin.op === 'constant' || isView(origin) || uses.isOutput(operand)) continue;
    if (operand.layout?.pitch !== undefined || uses.of(operand).some(isAlias)) continue;
    layouts.set(operand, part.layout);
  }
  return layouts;
}

/** All of `layouts`, or else one after another, as far as the arena does not grow by them. */
function placed(graph: Graph, layouts: ReadonlyMap<Value, Layout>): Graph {
  const parts = new Map([...layouts].map(([value, layout]) => [value, { ...value, layout }]));
  const joint = replaceValues(graph, (value) => parts.get(value) ?? value);
  if (leastArena(joint) <= leastArena(graph)) return joint;
  if (layouts.size === 1) return graph;
  return [...layouts].reduce((current, each) => placed(current, new Map([each])), graph);
}

function leastArena(graph: Graph): number {
  return lowerBound(buffers(graph, () => true));
}
