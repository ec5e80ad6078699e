import type { Index, IndexLike, Variable } from './index-expr.js';
import { substitute } from './index-expr.js';

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
   * steps: a transform makes several outputs of the same few inputs.
   */
  readonly unrolled?: readonly Variable[];
  /** Where an element goes, one index per logical axis of the output. */
  readonly output: readonly Index[];
  /** Elements for which any of these is out of bounds are not there: tiles may hang over an edge. */
  readonly outputDomain?: readonly Bound[];
  /** The tensor of the node's workspace that it fills; absent on what fills the node's output. */
  readonly target?: string;
  /** In order; a later reduction may use the result of an earlier one. */
  readonly reductions: readonly Reduction[];
  /** Intermediate values of one element, each built from those before: the ops of a fused tail. */
  readonly steps: readonly Step[];
  readonly value: Scalar;
}

export interface Step {
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

/** How elements make one number; a `max` is NaN where any of them is. */
export type Combine = 'sum' | 'max';

/** Computations in order, some of them together again and again. */
export type Stage = Compute | RepeatedStages;

/**
 * `stages` for every value of `variable`, which they use like an axis that is given. Turns in different
 * slots, of which one uses nothing but its own, may be done at the same time.
 */
export interface RepeatedStages {
  readonly variable: Variable;
  readonly slot?: Variable;
  readonly stages: readonly Stage[];
}

export function isRepeated(stage: Stage): stage is RepeatedStages {
  return 'stages' in stage;
}

/** 0 ≤ index < extent. */
export interface Bound {
  readonly index: Index;
  readonly extent: number;
}

/** A scalar (per element) expression over tensor elements. */
export type Scalar =
  | { readonly kind: 'number'; readonly value: number }
  /** An element of the op's input number `operand`. */
  | { readonly kind: 'read'; readonly operand: number; readonly index: readonly Index[] }
  /** The result of a reduction or an earlier step. */
  | { readonly kind: 'result'; readonly name: string }
  /** The alternative number `by`, an axis that is unrolled. */
  | { readonly kind: 'choice'; readonly by: Variable; readonly alternatives: readonly Scalar[] }
  /** An integer expression as a float: the divisor of an average. */
  | { readonly kind: 'integer'; readonly value: Index }
  | { readonly kind: 'unary'; readonly op: UnaryOp; readonly x: Scalar }
  | { readonly kind: 'binary'; readonly op: BinaryOp; readonly a: Scalar; readonly b: Scalar }
  /** then where x > 0, otherwise elsewhere (also where x is NaN). */
  | {
      readonly kind: 'where-positive';
      readonly x: Scalar;
      readonly then: Scalar;
      readonly otherwise: Scalar;
    }
  /** value where all bounds hold, otherwise elsewhere; value is not evaluated out of bounds. */
  | {
      readonly kind: 'inside';
      readonly bounds: readonly Bound[];
      readonly value: Scalar;
      readonly otherwise: Scalar;
    };

export type UnaryOp =
  | 'neg'
  | 'abs'
  | 'sqrt'
  | 'floor'
  | 'round'
  /** 2^x for an integer-valued x in −126..127. */
  | 'exp2-integer'
  | 'erf'
  | 'exp'
  | 'sigmoid'
  | 'tanh';

/** `min` and `max` are NaN where either operand is, as in PyTorch. */
export type BinaryOp = 'add' | 'sub' | 'mul' | 'div' | 'min' | 'max';

export const number = (value: number): Scalar => ({ kind: 'number', value });
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

/** Rebuilds an expression with every part replaced by what `map` makes of it. */
function mapParts(expression: Scalar, map: (part: Scalar) => Scalar): Scalar {
  switch (expression.kind) {
    case 'number':
    case 'integer':
    case 'read':
    case 'result':
      return expression;
    case 'unary':
      return { ...expression, x: map(expression.x) };
    case 'binary':
      return { ...expression, a: map(expression.a), b: map(expression.b) };
    case 'where-positive':
      return {
        ...expression,
        x: map(expression.x),
        then: map(expression.then),
        otherwise: map(expression.otherwise),
      };
    case 'choice':
      return { ...expression, alternatives: expression.alternatives.map(map) };
    case 'inside':
      return {
        ...expression,
        value: map(expression.value),
        otherwise: map(expression.otherwise),
      };
  }
}

/** Rebuilds an expression with every `read` and `result` replaced. */
export function mapLeaves(
  expression: Scalar,
  leaf: (node: Extract<Scalar, { kind: 'read' | 'result' }>) => Scalar,
): Scalar {
  return expression.kind === 'read' || expression.kind === 'result'
    ? leaf(expression)
    : mapParts(expression, (part) => mapLeaves(part, leaf));
}

/** Replaces axes in every index of an expression. */
export function substituteScalar(
  expression: Scalar,
  replace: (axis: Variable) => IndexLike,
): Scalar {
  if (expression.kind === 'integer') {
    return { kind: 'integer', value: substitute(expression.value, replace) };
  }
  if (expression.kind === 'read') {
    const index = expression.index.map((coordinate) => substitute(coordinate, replace));
    return { ...expression, index };
  }
  const mapped = mapParts(expression, (part) => substituteScalar(part, replace));
  return mapped.kind === 'inside'
    ? { ...mapped, bounds: substituteBounds(mapped.bounds, replace) }
    : mapped;
}

export function substituteBounds(
  bounds: readonly Bound[],
  replace: (axis: Variable) => IndexLike,
): Bound[] {
  return bounds.map(({ index, extent }) => ({ index: substitute(index, replace), extent }));
}

/** Every bound that an expression tests. */
export function boundsIn(expression: Scalar): Bound[] {
  const found: Bound[] = [];
  walk(expression, (node) => {
    if (node.kind === 'inside') found.push(...node.bounds);
  });
  return found;
}

/** The expressions that an expression is made of directly. */
export function partsOf(expression: Scalar): readonly Scalar[] {
  switch (expression.kind) {
    case 'number':
    case 'integer':
    case 'read':
    case 'result':
      return [];
    case 'unary':
      return [expression.x];
    case 'binary':
      return [expression.a, expression.b];
    case 'where-positive':
      return [expression.x, expression.then, expression.otherwise];
    case 'choice':
      return expression.alternatives;
    case 'inside':
      return [expression.value, expression.otherwise];
  }
}

/** Calls `visit` for the expression and everything inside it. */
export function walk(expression: Scalar, visit: (node: Scalar) => void): void {
  visit(expression);
  for (const part of partsOf(expression)) walk(part, visit);
}

/** Every element that an expression reads. */
export function readsIn(expression: Scalar): Extract<Scalar, { kind: 'read' }>[] {
  const found: Extract<Scalar, { kind: 'read' }>[] = [];
  walk(expression, (node) => {
    if (node.kind === 'read') found.push(node);
  });
  return found;
}

/** Every expression of a computation. */
export function expressionsOf({ reductions, steps, value }: Compute): Scalar[] {
  return [
    ...reductions.flatMap(({ body, neededWhere }) => [body, ...(neededWhere ? [neededWhere] : [])]),
    ...steps.map((step) => step.value),
    value,
  ];
}
