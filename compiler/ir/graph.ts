import type { Span } from '../diagnostics/diagnostic.js';
import type { InputImage, OutputImage } from './image.js';
import type { Layout } from './layout.js';
import type { OpName } from './ops/index.js';
import type { Elements } from './tensor.js';
import type { NarrowType, TensorType } from './types.js';

/**
 * The graph IR: nodes in topological order over single-assignment values. Everything is immutable;
 * a pass returns a new graph (see `rewrite.ts`). Values are compared by identity.
 */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly GraphInput[];
  readonly states: readonly GraphState[];
  readonly nodes: readonly Node[];
  readonly outputs: readonly GraphOutput[];
}

export interface Value {
  /** Readable and stable: it follows from the source's bindings. The printer makes it unique. */
  readonly name: string;
  readonly type: TensorType;
  /** Present on constants that are stored in fewer bits than their type has. */
  readonly storedAs?: NarrowType;
  /** The source text this value came from; survives every pass. */
  readonly span?: Span;
  /** Assigned by the `assign-layouts` pass. */
  readonly layout?: Layout;
  /** Byte offset in the arena, assigned by the `plan-memory` pass. */
  readonly offset?: number;
}

/** A computation: an op, or a kernel of several that passes have fused. `kernel.ts` asks either alike. */
export type Node = OpNode | KernelNode;

interface Computation {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly span?: Span;
  /** Memory that only this node's kernel uses while it runs, given by `plan-memory`. */
  readonly workspace?: Value;
}

export interface OpNode extends Computation {
  readonly kind: 'op';
  readonly op: OpName;
  readonly attributes: Attributes;
}

/**
 * Ops that one kernel computes, in stages. Inside, `parameters[i]` stands for `inputs[i]`, and what the last
 * op gives for `outputs`.
 */
export interface KernelNode extends Computation {
  readonly kind: 'kernel';
  readonly parameters: readonly Value[];
  /**
   * Rows of the feature map that the first stage leaves for the second to pool, before it goes on; absent
   * where nothing is pooled, or the root's own strips say how many.
   */
  readonly bandRows?: number;
  readonly stages: readonly [KernelStage, ...KernelStage[]];
}

/**
 * A root of any op and its tail of elementwise ops, which are computed while the root's result is still in
 * registers. The root of a second stage pools all of what the first one computes.
 */
export interface KernelStage {
  readonly root: OpNode;
  readonly tail: readonly OpNode[];
}

export type Attribute =
  number | string | boolean | readonly number[] | readonly string[] | ConstantData;

export type Attributes = Readonly<Record<string, Attribute>>;

/**
 * The contents of a `constant` node, read only when needed so that compiling a large network keeps
 * no more than one tensor in memory. Folding makes a new one whose `read` computes from the old.
 */
export interface ConstantData {
  readonly kind: 'constant-data';
  /** Unique within a graph: the parameter's name, or a description of how it was folded. */
  readonly label: string;
  readonly type: TensorType;
  /** How the elements are stored, where not as `type` says; `read` gives what they stand for. */
  readonly storedAs?: NarrowType;
  /**
   * Dense row-major elements. `space` is an array for them that the caller lends: a reader that computes
   * them may do so there. What is returned is the caller's to change when it is `space`, and nobody's
   * otherwise. Throws a DiagnosticError when no weights have been bound.
   */
  read(space?: Elements): Elements;
  /** Present when the network's weights file must supply this tensor (not a literal or a fold). */
  readonly parameter?: true;
}

export interface GraphInput {
  readonly value: Value;
  /** Present when the input is declared as an image: how pixels become the tensor. */
  readonly image?: InputImage;
}

/** What a network keeps from one run to the next: a tensor of one type throughout. */
export interface GraphState {
  /** What the nodes read: as the run before has left it. The state is called as this is. */
  readonly value: Value;
  /** What the run leaves for the next one. */
  readonly next: Value;
  /** What the first run reads, and the one behind a reset; it follows from constants alone. */
  readonly initial: Value;
}

export interface GraphOutput {
  readonly name: string;
  readonly value: Value;
  /** Present when the output is declared as an image: how the tensor becomes pixels. */
  readonly image?: OutputImage;
  /** Class labels along the last axis. */
  readonly labels?: readonly string[];
}
