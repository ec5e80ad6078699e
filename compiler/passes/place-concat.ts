import type { Graph, Node, Value } from '../ir/graph.js';
import type { Layout } from '../ir/layout.js';
import { sameLayout } from '../ir/layout.js';
import type { Residence } from '../ir/memory/parts.js';
import { partsOf } from '../ir/memory/parts.js';
import { partLayout } from '../ir/memory/stretches.js';
import { isOp, producers, Uses } from '../ir/rewrite.js';
import { isAlias, isView } from '../ir/views.js';
import type { NewPart } from './memory/joint-buffers.js';
import { JointBuffers } from './memory/joint-buffers.js';

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
  const placement = new ConcatPlacement(graph);
  for (let index = graph.nodes.length - 1; index >= 0; index--) {
    if (isOp(graph.nodes[index], 'concat')) placement.placeOperands(index);
  }
  return placement.result();
}

/** Layouts for values of the graph, each for all or nothing. */
type Layouts = ReadonlyMap<Value, Layout>;

/** A laid-out graph whose concatenations get what they join into their results, one after another. */
class ConcatPlacement {
  /** Of each concatenation the bytes before each operand, for the layout that the result had last. */
  private readonly starts = new Map<Node, { layout: Layout; bytes: ReadonlyMap<Value, number> }>();
  private readonly producer: ReadonlyMap<Value, Node>;
  private readonly uses: Uses;
  /** Values that are seen through a view that shares their memory. */
  private readonly shown: ReadonlySet<Value>;
  private buffers: JointBuffers;

  constructor(private readonly graph: Graph) {
    this.producer = producers(graph);
    this.uses = new Uses(graph);
    this.shown = new Set(graph.nodes.filter(isAlias).map(({ inputs }) => inputs[0]));
    this.buffers = new JointBuffers(graph);
  }

  result(): Graph {
    return this.buffers.current();
  }

  /** All that can be placed, or else one after another, as far as the arena does not grow by them. */
  placeOperands(index: number): void {
    const layouts = this.partLayouts(index);
    if (layouts.size === 0 || this.place(layouts) || layouts.size === 1) return;
    for (const each of layouts) this.place(new Map([each]));
  }

  /** The layouts of those operands of a concatenation that can be written in place. */
  private partLayouts(index: number): Layouts {
    const layouts = new Map<Value, Layout>();
    const node = this.buffers.node(index);
    for (const [position, part] of partsOf(node).entries()) {
      const value = this.graph.nodes[index].inputs[position];
      const origin = this.producer.get(value);
      if (part === undefined || origin === undefined || layouts.has(value)) continue;
      if (isOp(origin, 'constant') || isView(origin) || isAlias(origin) || this.uses.isKept(value))
        continue;
      if (node.inputs[position].layout?.pitch !== undefined || this.shown.has(value)) continue;
      layouts.set(value, part.layout);
    }
    return layouts;
  }

  private place(layouts: Layouts): boolean {
    if ([...layouts].some((each) => this.movesParts(...each))) return this.placeAnew(layouts);
    return this.buffers.join(
      Array.from(layouts, ([value, layout]): NewPart => {
        return { value, layout, ...this.residence(value, layout, layouts) };
      }),
    );
  }

  /** Where a value of a layout lies: in the first concatenation that reads it so. */
  private residence(value: Value, layout: Layout, layouts: Layouts): Residence {
    for (const reader of this.uses.of(value)) {
      const [whole] = reader.outputs;
      const outer = layouts.get(whole) ?? this.buffers.currentOf(whole).layout;
      if (!isOp(reader, 'concat') || outer === undefined) continue;
      if (!sameLayout(partLayout(whole.type.shape, outer), layout)) continue;
      const start = this.startsIn(reader, outer).get(value);
      if (start !== undefined) return { whole, start };
    }
    throw new Error(`%${value.name} is a part of nothing`);
  }

  /** The bytes before each operand in the result of a concatenation, where that has a layout. */
  private startsIn(node: Node, layout: Layout): ReadonlyMap<Value, number> {
    const known = this.starts.get(node);
    if (known?.layout === layout) return known.bytes;
    const bytes = new Map<Value, number>();
    const outputs = [{ ...node.outputs[0], layout }];
    for (const [index, part] of partsOf({ ...node, outputs }).entries()) {
      const operand = node.inputs[index];
      if (part !== undefined && !bytes.has(operand)) bytes.set(operand, 4 * part.start);
    }
    this.starts.set(node, { layout, bytes });
    return bytes;
  }

  /**
   * Whether parts that already have a place would go elsewhere if `value` got a layout: it is a
   * concatenation's result, and a part of another lies in it, or would, by having the layout for it.
   */
  private movesParts(value: Value, layout: Layout): boolean {
    const node = this.producer.get(value);
    const before = value.layout;
    if (!isOp(node, 'concat') || before === undefined) return false;
    return node.inputs.some((operand) => {
      const { layout: own } = this.buffers.currentOf(operand);
      if (own?.pitch === undefined) return false;
      return sameLayout(own, layout) || sameLayout(own, partLayout(value.type.shape, before));
    });
  }

  /** The same as joining them, for the rare case that others move: by planning everything anew. */
  private placeAnew(layouts: Layouts): boolean {
    const buffers = this.buffers.anew(layouts);
    if (buffers.leastArena > this.buffers.leastArena) return false;
    this.buffers = buffers;
    return true;
  }
}
