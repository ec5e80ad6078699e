import type { BinaryOp, Comparison, Tree, UnaryOp } from './expression.js';
import { COMMON_OPERANDS, traversal } from './expression.js';
import type { Index, IndexLike, Lookup, Variable } from './index-expr.js';
import { lookupsIn, substitute } from './index-expr.js';

/**
 * What an op computes, said once for every target: output axes, reductions over further axes, and
 * the value of one output element. How it is computed (loops, tiles, vectors, threads) is the
 * schedule's business. Indices are logical; memory layout is not visible here.
 */
export interface Compute {
  /** The iteration space: every point produces one output element, */
  readonly axes: readonly Variable[];
  /**
   * or one for each combination of these, all written out in the code, so that they share loads and
   * intermediates: a transform makes several outputs of the same few inputs.
   */
  readonly unrolled?: readonly Variable[];
  /** Where an element goes, one index per logical axis of the output. */
  readonly output: readonly Index[];
  /** Elements for which any of these is out of bounds are not there: tiles may hang over an edge. */
  readonly outputDomain?: readonly Bound[];
  /**
   * The tensor of the node's workspace that it fills, by name, or the number of the node's output; absent
   * on what fills the first.
   */
  readonly target?: string | number;
  /** In order; a later reduction may use the result of an earlier one. */
  readonly reductions: readonly Reduction[];
  /** Intermediate values of one element, each built from those before: the ops of a fused tail. */
  readonly intermediates: readonly Intermediate[];
  readonly value: Scalar;
}

export interface Intermediate {
  readonly name: string;
  readonly value: Scalar;
}

export interface Reduction {
  readonly name: string;
  /** Outermost first, in the order in which memory is best walked. None: the body itself gets a name. */
  readonly axes: readonly Variable[];
  readonly combine: Combine;
  readonly body: Scalar;
  /**
   * Points at which any of these is out of bounds contribute nothing, which is what zero padding
   * means to a sum and −∞ padding to a maximum.
   */
  readonly domain: readonly Bound[];
  /**
   * Says by earlier results where this one counts: where this is positive. Nothing else may depend on it,
   * so a loop is left out where it counts for nobody.
   */
  readonly neededWhere?: Scalar;
}

/** How elements make one number; a `max` or `min` is NaN where any of them is. */
export type Combine = 'sum' | 'product' | 'max' | 'min';

/** How each is written where a formula is shown or printed. */
export const COMBINE_SIGNS: Record<Combine, string> = {
  sum: 'Σ',
  product: 'Π',
  max: 'max',
  min: 'min',
};

/** Computations in order, some of them together again and again. */
export type ComputeStage = Compute | RepeatedStages;

/**
 * `stages` for every value of `variable`, which they use like an axis that is given. Iterations in different
 * slots, of which one uses nothing but its own, may be done at the same time.
 */
export interface RepeatedStages {
  readonly variable: Variable;
  readonly slot?: Variable;
  readonly stages: readonly ComputeStage[];
}

/** What a kernel calls the output of this number. */
export function outputName(number: number): string {
  return number === 0 ? 'output' : `output${number + 1}`;
}

export function isRepeated(stage: ComputeStage): stage is RepeatedStages {
  return 'stages' in stage;
}

/** 0 ≤ index < extent. */
export interface Bound {
  readonly index: Index;
  readonly extent: number;
}

/** A scalar (per element) expression over tensor elements. */
export type Scalar = Tree<ScalarLeaf | Choice | Inside, NumberType>;

/** Of a number or an integer: what it is, where not an f32. The type of all else follows. */
interface NumberType {
  readonly element?: 'i32';
}

type ScalarLeaf = Read | Result;

/** An element of the op's input number `operand`. */
export interface Read {
  readonly kind: 'read';
  readonly operand: number;
  readonly index: readonly Index[];
}

/** The result of a reduction or an earlier step. */
export interface Result {
  readonly kind: 'result';
  readonly name: string;
}

/** The alternative number `by`, an axis that is unrolled. */
interface Choice {
  readonly kind: 'choice';
  readonly by: Variable;
  readonly alternatives: readonly Scalar[];
}

/** `value` where all bounds hold, otherwise elsewhere; `value` is not evaluated out of bounds. */
interface Inside {
  readonly kind: 'inside';
  readonly bounds: readonly Bound[];
  readonly value: Scalar;
  readonly otherwise: Scalar;
}

const scalars = traversal<Scalar>({
  ...COMMON_OPERANDS,
  read: [],
  result: [],
  choice: ['alternatives'],
  inside: ['value', 'otherwise'],
});
const { mapOperands } = scalars;
export const { operandsOf, walk, rewrite, occurrences } = scalars;

export const number = (value: number): Scalar => ({ kind: 'number', value });
/** A number of type i32. */
export const wholeNumber = (value: number): Scalar => ({ kind: 'number', value, element: 'i32' });
export const read = (operand: number, index: readonly Index[]): Scalar => ({
  kind: 'read',
  operand,
  index,
});
export const result = (name: string): Scalar => ({ kind: 'result', name });
export const unary = (op: UnaryOp, x: Scalar): Scalar => ({ kind: 'unary', op, x });
export const binary = (op: BinaryOp, a: Scalar, b: Scalar): Scalar => ({
  kind: 'binary',
  op,
  a,
  b,
});

export const select = (
  test: Comparison,
  [a, b]: readonly [Scalar, Scalar],
  then: Scalar,
  otherwise: Scalar,
): Scalar => ({ kind: 'select', test, a, b, then, otherwise });

/** Rebuilds an expression with every `read` and `result` replaced. */
export function mapLeaves(expression: Scalar, leaf: (node: ScalarLeaf) => Scalar): Scalar {
  return rewrite(expression, (node, inside) =>
    node.kind === 'read' || node.kind === 'result' ? leaf(node) : mapOperands(node, inside),
  );
}

/** Replaces axes, and then lookups, in every index of an expression. */
export function substituteScalar(
  expression: Scalar,
  replace: (axis: Variable) => IndexLike,
  lookUp?: (lookup: Lookup) => IndexLike,
): Scalar {
  const replaced = (index: Index): Index => substitute(index, replace, lookUp);
  return rewrite(expression, (node, inside) => {
    const mapped = mapOperands(node, inside);
    if (mapped.kind === 'integer') return { ...mapped, value: replaced(mapped.value) };
    if (mapped.kind === 'read') {
      return { ...mapped, index: mapped.index.map(replaced) };
    }
    if (mapped.kind !== 'inside') return mapped;
    const bounds = mapped.bounds.map((each) => ({ ...each, index: replaced(each.index) }));
    return { ...mapped, bounds };
  });
}

export function substituteBounds(
  bounds: readonly Bound[],
  replace: (axis: Variable) => IndexLike,
  lookUp?: (lookup: Lookup) => IndexLike,
): Bound[] {
  return bounds.map(({ index, extent }) => ({
    index: substitute(index, replace, lookUp),
    extent,
  }));
}

/** Every bound that an expression tests. */
export function boundsIn(expression: Scalar): Bound[] {
  const found: Bound[] = [];
  walk(expression, (node) => {
    if (node.kind === 'inside') found.push(...node.bounds);
  });
  return found;
}

/** Every element that an expression reads, those that its indices look up included. */
export function readsIn(expression: Scalar): Read[] {
  const found: Read[] = [];
  walk(expression, (node) => {
    for (const { tensor, index } of indicesIn(node).flatMap(lookupsIn)) {
      found.push({ kind: 'read', operand: Number(tensor), index });
    }
    if (node.kind === 'read') found.push(node);
  });
  return found;
}

function indicesIn(node: Scalar): readonly Index[] {
  if (node.kind === 'read') return node.index;
  if (node.kind === 'integer') return [node.value];
  return node.kind === 'inside' ? node.bounds.map(({ index }) => index) : [];
}

/** Gives operands other numbers, wherever they are read or looked up. */
export function renumberOperands(compute: Compute, number: (operand: number) => number): Compute {
  const lookUp = (lookup: Lookup): Lookup => ({ ...lookup, tensor: number(Number(lookup.tensor)) });
  const renumber = (expression: Scalar): Scalar => {
    const renumbered = mapLeaves(expression, (leaf) =>
      leaf.kind === 'read' ? { ...leaf, operand: number(leaf.operand) } : leaf,
    );
    return substituteScalar(renumbered, (axis) => axis, lookUp);
  };
  return {
    ...compute,
    reductions: compute.reductions.map((reduction) => ({
      ...reduction,
      body: renumber(reduction.body),
      domain: substituteBounds(reduction.domain, (axis) => axis, lookUp),
      ...(reduction.neededWhere && { neededWhere: renumber(reduction.neededWhere) }),
    })),
    intermediates: compute.intermediates.map((step) => ({ ...step, value: renumber(step.value) })),
    value: renumber(compute.value),
  };
}

/** Every expression of a computation. */
export function expressionsOf({ reductions, intermediates, value }: Compute): Scalar[] {
  return [
    ...reductions.flatMap(({ body, neededWhere }) => [body, ...(neededWhere ? [neededWhere] : [])]),
    ...intermediates.map((step) => step.value),
    value,
  ];
}

export function wherePositive(x: Scalar, then: Scalar, otherwise: Scalar): Scalar {
  return select('gt', [x, number(0)], then, otherwise);
}
