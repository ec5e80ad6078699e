import type { Attributes } from '../ir/graph.js';
import type { ElementType, TensorType } from '../ir/types.js';
import type { Compute, Scalar, ComputeStage } from './formulas/compute.js';
import type { Index, IndexLike, Variable } from './formulas/index-expr.js';
import type { Expression, Statement } from './loops/loop-ir.js';
import { toIndex, variable } from './formulas/index-expr.js';

/** How an op becomes a computation: by element, by formulas of its own, or as loops where no formula says it. */
export type Lowering<A extends Attributes> =
  ElementwiseLowering<A> | LoopLowering<A> | ProcedureLowering<A>;

/** The value of one element from the operands' values at the same (broadcast) place. */
export interface ElementwiseLowering<A extends Attributes> {
  readonly kind: 'elementwise';
  /** `elements`: the types of the operands. */
  scalar(operands: readonly Scalar[], attributes: A, elements: readonly ElementType[]): Scalar;
}

export interface LoopLowering<A extends Attributes> {
  readonly kind: 'loops';
  /**
   * One computation, or several that each fill an output (split) or a part of it (concat). Absent where
   * an order is to be kept: then every target takes the stages.
   */
  compute?(node: LoweringInput<A>): readonly Compute[];
  /**
   * The same through a workspace, where that pays; its tensors are read as operands behind the
   * node's inputs. A GPU takes it where `choose-stages` finds less arithmetic in it.
   */
  stages?(node: LoweringInput<A>): readonly ComputeStage[];
  /** What distinguishes this kernel from others of the op, for its name: `3x3s2`. */
  variant?(node: LoweringInput<A>): string;
}

/**
 * Loop IR itself, for what no formula says, like a loop until a condition holds. It is what one thread does,
 * or one invocation, and its op is marked `alone`.
 */
export interface ProcedureLowering<A extends Attributes> {
  readonly kind: 'procedure';
  statements(node: LoweringInput<A>, tensors: ProcedureTensors): readonly Statement[];
  /** What distinguishes this kernel from others of the op, for its name. */
  variant?(node: LoweringInput<A>): string;
}

/** What a procedure works on, wherever it lies. */
export interface ProcedureTensors {
  /** One of the op's inputs. */
  readonly operand: (position: number) => Readable;
  readonly output: (position: number) => Readable & Writable;
  /** A tensor of the op's workspace, row by row. */
  readonly workspace: (name: string) => Vectors;
}

/** A tensor whose elements can be read, by one index per logical axis; each has to be in range. */
export interface Readable {
  readonly load: (...index: readonly IndexLike[]) => Expression;
}

export interface Writable {
  store(index: readonly IndexLike[], value: Expression): Statement;
}

/** A tensor whose neighbours along the last axis lie together, so that it holds whole vectors. */
export interface Vectors extends Readable, Writable {
  /** Four elements, of which `index` is the first. */
  loadVector(...index: readonly IndexLike[]): Expression;
  storeVector(index: readonly IndexLike[], value: Expression): Statement;
}

export interface LoweringInput<A extends Attributes> {
  readonly inputs: readonly TensorType[];
  /** The first of the outputs, which most ops have alone. */
  readonly output: TensorType;
  readonly outputs: readonly TensorType[];
  readonly attributes: A;
}

/** One axis per output dimension, with the customary letters where the rank suggests them. */
export function outputAxes({ shape }: TensorType): Variable[] {
  const letters = AXIS_NAMES[shape.length] ?? [];
  return shape.map((extent, axis) => variable(letters[axis] ?? `i${axis}`, extent));
}

const AXIS_NAMES: Record<number, readonly string[]> = {
  1: ['o'],
  2: ['n', 'o'],
  3: ['n', 'm', 'o'],
  4: ['n', 'o', 'y', 'x'],
  5: ['n', 'o', 'z', 'y', 'x'],
};

export function indices(axes: readonly Variable[]): Index[] {
  return axes.map(toIndex);
}

/** A computation without reductions that fills the whole output. */
export function pointwise(axes: readonly Variable[], value: Scalar): Compute {
  return { axes, output: indices(axes), reductions: [], intermediates: [], value };
}

/** An element of the result from the elements of the operands at the same index. */
export function elementwise<A extends Attributes = Attributes>(
  scalar: ElementwiseLowering<A>['scalar'],
): ElementwiseLowering<A> {
  return { kind: 'elementwise', scalar };
}
