import type { Graph, Node, OpNode, Value } from '../ir/graph.js';
import type { Layout } from '../ir/layout.js';
import { channelsLastLayout, denseLayout, paddedLayout, sameLayout } from '../ir/layout.js';
import { opDefinition } from '../ir/ops/index.js';
import { isOp, makeNode } from '../ir/rewrite.js';
import { regions } from './feature-maps/regions.js';
import { mayLieAnyhow } from '../ir/traits.js';
import { isView, lieAlike, splitParts } from '../ir/views.js';

/**
 * Decides how every value lies in memory. Pictures lie channels last, and so do volumes that hang together
 * with an op of feature maps; everything else lies row-major, the fastest axis padded to whole vectors; what a split gives lies in its operand where that is possible; inputs, outputs and states of the network lie dense in logical
 * order, the form they cross the interface in. Where the two meet and differ physically, a
 * `relayout` node converts: before a kernel that cannot read the dense form, and before outputs.
 * (Letting a producer store the dense form itself would save the second copy; outputs are small, so
 * kernels keep one way to store.) Constants get no layout: code generation packs them per kernel.
 */
export function assignLayouts(graph: Graph): Graph {
  return new LayoutAssignment(volumesOf(graph)).run(graph);
}

class LayoutAssignment {
  private readonly placed = new Map<Value, Value>();
  /** The padded copy of a dense value, made where it is first needed. */
  private readonly padded = new Map<Value, Value>();
  private readonly nodes: Node[] = [];

  constructor(private readonly volumes: ReadonlySet<Value>) {}

  run(graph: Graph): Graph {
    const entering = (value: Value): Value => this.place(value, this.interfaceLayout(value));
    const inputs = graph.inputs.map((input) => ({ ...input, value: entering(input.value) }));
    const held = graph.states.map(({ value }) => entering(value));
    for (const node of graph.nodes) this.node(node);
    const outputs = graph.outputs.map((output) => ({
      ...output,
      value: this.denseForm(this.at(output.value)),
    }));
    const states = graph.states.map(({ next, initial }, index) => ({
      value: held[index],
      next: this.at(next),
      initial,
    }));
    return { ...graph, inputs, states, nodes: this.nodes, outputs };
  }

  private node(node: Node): void {
    if (isOp(node, 'constant')) {
      this.nodes.push(node);
      return;
    }
    const vectorAxis = this.preferredLayout(node.outputs[0]).order.at(-1) ?? 0;
    const inputs = node.inputs.map((input, index) => {
      const value = this.at(input);
      return mayLieAnyhow(node, index, vectorAxis) ? value : this.paddedForm(value, input);
    });
    const parts = splitParts(node, inputs[0]);
    const outputs = node.outputs.map((output, index) => {
      const layout = isView(node)
        ? this.viewLayout(inputs[0], output)
        : this.preferredLayout(output);
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

  /** `unplaced`: the value as the graph has it. */
  private paddedForm(value: Value, unplaced: Value): Value {
    if (value.layout === undefined) return value;
    const wanted = { ...value, layout: this.preferredLayout(unplaced) };
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

  private preferredLayout(value: Value): Layout {
    const rank = value.type.shape.length;
    const isFeatureMap = rank === 4 || this.volumes.has(value);
    return isFeatureMap ? channelsLastLayout(rank) : paddedLayout(rank);
  }

  /** Dense, written as the padded form where the two differ in nothing but the end of the buffer. */
  private interfaceLayout(value: Value): Layout {
    const dense = { ...value, layout: denseLayout(value.type.shape.length) };
    const preferred = { ...value, layout: this.preferredLayout(value) };
    return lieAlike(dense, preferred) ? preferred.layout : dense.layout;
  }

  /** A view keeps its operand's memory if one of the two layouts allows that; otherwise it copies. */
  private viewLayout(operand: Value, output: Value): Layout {
    const preferred = this.preferredLayout(output);
    const candidates = [preferred, denseLayout(output.type.shape.length)];
    const free = candidates.find((layout) => lieAlike(operand, { ...output, layout }));
    return free ?? preferred;
  }
}

/** The values of five axes that hang together with an op of feature maps. */
function volumesOf(graph: Graph): ReadonlySet<Value> {
  return regions(graph, 5, {
    isSeed: ({ op }) => opDefinition(op).featureMap === true,
    connects: keepsAxes,
  });
}

/** Whether the axes of the result are those of the operands: it moves elements along them, or not at all. */
function keepsAxes(op: OpNode): boolean {
  const definition = opDefinition(op.op);
  const isMovement = definition.asPicture !== undefined;
  return definition.elementwise === true || isMovement || isProductAlongChannels(op);
}

/** What `to-matmul` makes of a convolution whose kernel is a single tap. */
function isProductAlongChannels(op: OpNode): boolean {
  return isOp(op, 'matmul') && op.attributes.axis === 1 && op.inputs[1].type.shape.length === 2;
}

/** Whether `layout` is `whole` but for the distance between rows, as that of a part. */
function isPartOf({ pitch: _, ...layout }: Layout, whole: Layout): boolean {
  return sameLayout(layout, whole);
}
