import type { Span } from '../../diagnostics/diagnostic.js';
import type { Attributes } from '../../ir/graph.js';
import type { InputImage, OutputImage } from '../../ir/image.js';
import type { OpName } from '../../ir/ops/index.js';
import type { Elements } from '../../ir/tensor.js';
import { elementsOf } from '../../ir/tensor.js';
import { numberText } from '../../ir/text/numbers.js';
import type { ElementType, TensorType } from '../../ir/types.js';
import type { Layer } from './layers.js';

/**
 * The graph while it grows. Names are given last (`finish.ts`), because the name of a layer depends
 * on what else stands in the same binding.
 */
export interface DraftValue {
  readonly type: TensorType;
  readonly span: Span;
  /** What the value is called when no binding or layer names it. */
  readonly fallback: string;
  /** The block or network in whose body the value was made. */
  readonly container: Layer;
  /** The layer whose weights computed it. */
  readonly layer?: Layer;
  /** The binding it stands in, the outermost last. */
  binding?: { readonly container: Layer; readonly name: string };
}

export interface DraftNode {
  readonly op: OpName;
  readonly inputs: readonly DraftValue[];
  readonly outputs: readonly DraftValue[];
  readonly attributes: Attributes;
  readonly span: Span;
  /** On constants: what they hold, since attributes are made when labels are known. */
  readonly source?: DraftConstant;
}

export type DraftConstant = DraftParameter | DraftLiteral;

/** A tensor that the weights file supplies. */
export interface DraftParameter {
  readonly kind: 'parameter';
  readonly layer: Layer;
  /** What it is called within the layer; empty where the layer is the tensor itself. */
  readonly name: string;
  readonly type: TensorType;
  readonly span: Span;
  /** The full name, when it was given by hand. */
  readonly given?: string;
}

/** A tensor written in the source. */
export interface DraftLiteral {
  readonly kind: 'literal';
  readonly type: TensorType;
  readonly data: Elements;
  /** Set on the weight of a layer, which is named like a parameter. */
  readonly weight?: { readonly layer: Layer; readonly name: string };
}

export interface DraftInput {
  readonly name: string;
  readonly value: DraftValue;
  readonly image?: InputImage;
}

export interface DraftState {
  readonly value: DraftValue;
  readonly next: DraftValue;
  readonly initial: DraftValue;
}

export interface DraftOutput {
  readonly name: string;
  readonly value: DraftValue;
  readonly image?: OutputImage;
  readonly labels?: readonly string[];
}

/** The nodes, inputs, states and outputs collected so far. */
export class Draft {
  readonly inputs: DraftInput[] = [];
  readonly nodes: DraftNode[] = [];
  readonly states: DraftState[] = [];
  readonly outputs: DraftOutput[] = [];
  private readonly scalars = new Map<string, DraftValue>();
  private readonly created = new WeakMap<DraftValue, number>();
  private count = 0;

  /** A moment, to ask later whether a value was made since. */
  now(): number {
    return this.count;
  }

  madeSince(value: DraftValue, moment: number): boolean {
    return (this.created.get(value) ?? -1) >= moment;
  }

  /** Notes a value that no node makes. */
  made(value: DraftValue): void {
    this.created.set(value, this.count++);
  }

  input(input: DraftInput): void {
    this.made(input.value);
    this.inputs.push(input);
  }

  node(node: DraftNode): void {
    for (const output of node.outputs) this.created.set(output, this.count++);
    this.nodes.push(node);
  }

  /** The rank-0 constant `value`; one node for all its uses. */
  scalar(value: number, element: ElementType, span: Span, container: Layer): DraftValue {
    const key = `${element} ${numberText(value)}`;
    const known = this.scalars.get(key);
    if (known !== undefined) return known;
    const text = `${value}`.replaceAll('-', 'minus_').replace('+', '');
    const made = this.literal(
      { element, shape: [] },
      elementsOf(element, [value]),
      span,
      outermost(container),
      `number_${text}`,
    );
    this.scalars.set(key, made);
    return made;
  }

  literal(
    type: TensorType,
    data: Elements,
    span: Span,
    container: Layer,
    fallback: string,
    weight?: { readonly layer: Layer; readonly name: string },
  ): DraftValue {
    const source: DraftLiteral = {
      kind: 'literal',
      type,
      data,
      ...(weight === undefined ? {} : { weight }),
    };
    return this.constant(source, span, container, fallback);
  }

  constant(source: DraftConstant, span: Span, container: Layer, fallback: string): DraftValue {
    const value: DraftValue = { type: source.type, span, fallback, container };
    this.node({ op: 'constant', inputs: [], outputs: [value], attributes: {}, span, source });
    return value;
  }
}

/** A number belongs to no block: all of them share its constant. */
function outermost(layer: Layer): Layer {
  return layer.parent === undefined ? layer : outermost(layer.parent);
}
