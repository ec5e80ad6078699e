import type { Graph, Node, Value } from '../ir/graph.js';
import type { Layout } from '../ir/layout.js';
import { channelsLastLayout, denseLayout, paddedLayout, sameLayout } from '../ir/layout.js';
import { isOp, makeNode } from '../ir/rewrite.js';
import { mayLieAnyhow } from '../ir/traits.js';
import { isView, lieAlike, splitParts } from '../ir/views.js';

/**
 * Decides how every value lies in memory. Pictures lie channels last and everything row-major, the
 * fastest axis padded to whole vectors; what a split gives lies in its operand where that is possible; inputs and outputs of the network lie dense in logical
 * order, the form they cross the interface in. Where the two meet and differ physically, a
 * `relayout` node converts: before a kernel that cannot read the dense form, and before outputs.
 * (Letting a producer store the dense form itself would save the second copy; outputs are small, so
 * kernels keep one way to store.) Constants get no layout: code generation packs them per kernel.
 */
export function assignLayouts(graph: Graph): Graph {
  return new LayoutAssignment().run(graph);
}

class LayoutAssignment {
  private readonly placed = new Map<Value, Value>();
  /** The padded copy of a dense value, made where it is first needed. */
  private readonly padded = new Map<Value, Value>();
  private readonly nodes: Node[] = [];

  run(graph: Graph): Graph {
    const inputs = graph.inputs.map((input) => ({
      ...input,
      value: this.place(input.value, interfaceLayout(input.value)),
    }));
    for (const node of graph.nodes) this.node(node);
    const outputs = graph.outputs.map((output) => ({
      ...output,
      value: this.denseForm(this.at(output.value)),
    }));
    return { ...graph, inputs, nodes: this.nodes, outputs };
  }

  private node(node: Node): void {
    if (isOp(node, 'constant')) {
      this.nodes.push(node);
      return;
    }
    const inputs = node.inputs.map((input, index) => {
      const value = this.at(input);
      return mayLieAnyhow(node, index) ? value : this.paddedForm(value);
    });
    const parts = splitParts(node, inputs[0]);
    const outputs = node.outputs.map((output, index) => {
      const layout = isView(node) ? viewLayout(inputs[0], output) : preferredLayout(output);
      return this.place(output, parts?.[index].layout ?? layout);
    });
    this.nodes.push({ ...node, inputs, outputs });
  }

  private place(value: Value, layout: Layout): Value {
    const placed = { ...value, layout };
    this.placed.set(value, placed);
    return placed;
  }

  /** The laid-out form of a value; constants have none and stay what they are. */
  private at(value: Value): Value {
    return this.placed.get(value) ?? value;
  }

  private paddedForm(value: Value): Value {
    if (value.layout === undefined) return value;
    const wanted = { ...value, layout: preferredLayout(value) };
    if (lieAlike(value, wanted) || isPartOf(value.layout, wanted.layout)) return value;
    const existing = this.padded.get(value);
    if (existing !== undefined) return existing;
    const copy = this.relayout(value, wanted.layout, 'padded');
    this.padded.set(value, copy);
    return copy;
  }

  private denseForm(value: Value): Value {
    const wanted = { ...value, layout: denseLayout(value.type.shape.length) };
    return lieAlike(value, wanted) ? value : this.relayout(value, wanted.layout, 'dense');
  }

  private relayout(value: Value, layout: Layout, suffix: string): Value {
    const node = makeNode('relayout', [value], {}, { ...value, name: `${value.name}.${suffix}` });
    const output = { ...node.outputs[0], layout };
    this.nodes.push({ ...node, outputs: [output] });
    return output;
  }
}

/** Whether `layout` is `whole` but for the distance between rows, as that of a part. */
function isPartOf({ pitch: _, ...layout }: Layout, whole: Layout): boolean {
  return sameLayout(layout, whole);
}

function preferredLayout(value: Value): Layout {
  const rank = value.type.shape.length;
  return rank === 4 ? channelsLastLayout(rank) : paddedLayout(rank);
}

/** Dense, written as the padded form where the two differ in nothing but the end of the buffer. */
function interfaceLayout(value: Value): Layout {
  const dense = { ...value, layout: denseLayout(value.type.shape.length) };
  const preferred = { ...value, layout: preferredLayout(value) };
  return lieAlike(dense, preferred) ? preferred.layout : dense.layout;
}

/** A view keeps its operand's memory if one of the two layouts allows that; otherwise it copies. */
function viewLayout(operand: Value, output: Value): Layout {
  const candidates = [preferredLayout(output), denseLayout(output.type.shape.length)];
  const free = candidates.find((layout) => lieAlike(operand, { ...output, layout }));
  return free ?? preferredLayout(output);
}
