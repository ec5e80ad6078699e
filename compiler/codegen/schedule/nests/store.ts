import type { Compute, Scalar, Intermediate } from '../../../lower/formulas/compute.js';
import { expressionsOf, occurrences, operandsOf, walk } from '../../../lower/formulas/compute.js';
import { once } from '../../../lower/formulas/expression.js';
import type { Variable } from '../../../lower/formulas/index-expr.js';
import { dependsOn, substitute } from '../../../lower/formulas/index-expr.js';
import type { Local, SetStatement, StoreStatement } from '../../../lower/loops/loop-ir.js';
import type { PlacedCompute, Site } from '../placement/site.js';
import { addressOf } from '../placement/site.js';
import type { Point } from './translate.js';
import { toVector, translate } from './translate.js';

/** What a point of the iteration space leaves behind. */
export interface StoredPoint {
  /** Steps that all its elements share. */
  readonly shared: readonly SetStatement[];
  /** One, or one per combination of the unrolled axes. */
  readonly elements: readonly StoredElement[];
}

export interface StoredElement {
  readonly bind: Point['bind'];
  readonly statements: readonly (SetStatement | StoreStatement)[];
}

/** Computes and stores the elements of one point; see `pointStorer`. */
type PointStorer = (point: Point, suffix: string, lanes: number) => StoredPoint;

/**
 * Gives what computes and stores the elements of one point, or the first `lanes` lanes of vectors along the
 * point's axis, from the reductions that the point has results of. `suffix` tells registers of several
 * points apart. What all points have in common is found out once.
 */
export function pointStorer({ compute, operands, output }: PlacedCompute): PointStorer {
  const { intermediates, unrolled = [] } = compute;
  const varying = varyingIntermediates(intermediates, unrolled);
  const [own, common] = [true, false].map((varies) =>
    intermediates.filter(({ name }) => varying.has(name) === varies),
  );
  const uses = usesOfResults(compute);
  return (point, suffix, lanes) => {
    const shared = evaluateIntermediates(uses, common, point, operands, suffix);
    const elements = elementsAt(unrolled, shared.point).map(({ element, ordinal }) => {
      const { statements, point: at } = evaluateIntermediates(
        uses,
        own,
        element,
        operands,
        suffix + ordinal,
      );
      const value = translate(compute.value, at, operands);
      const index = compute.output.map((coordinate) => substitute(coordinate, at.bind));
      const store: StoreStatement = {
        kind: 'store',
        buffer: output.buffer,
        address: addressOf(output, index),
        value: point.vectorAxis === undefined ? value : toVector(value),
        lanes,
      };
      return { bind: at.bind, statements: [...statements, store] };
    });
    return { shared: shared.statements, elements };
  };
}

function elementsAt(
  unrolled: readonly Variable[],
  point: Point,
): { element: Point; ordinal: string }[] {
  return unrolled.reduce(
    (elements, axis) =>
      elements.flatMap(({ element, ordinal }) =>
        Array.from({ length: axis.max + 1 }, (_, position) => ({
          element: {
            ...element,
            bind: (other: Variable) => (other === axis ? position : element.bind(other)),
          },
          ordinal: `${ordinal}_${axis.name}${position}`,
        })),
      ),
    [{ element: point, ordinal: '' }],
  );
}

/** The intermediates that have a value of their own for each position of one of `axes`; each uses only those before. */
function varyingIntermediates(
  intermediates: readonly Intermediate[],
  axes: readonly Variable[],
): ReadonlySet<string> {
  const varying = new Set<string>();
  if (axes.length === 0) return varying;
  const varies = (node: Scalar): boolean => {
    if (node.kind === 'choice') return axes.includes(node.by);
    if (node.kind === 'result') return varying.has(node.name);
    if (node.kind !== 'read') return false;
    return node.index.some((index) => axes.some((axis) => dependsOn(index, axis)));
  };
  for (const { name, value } of intermediates) {
    walk(value, (node) => {
      if (varies(node)) varying.add(name);
    });
  }
  return varying;
}

/**
 * Code in which more levels of operations stand inside one another is hard to read, and compilers give up
 * on it: Tint reads some five hundred.
 */
const MOST_LEVELS = 32;

/**
 * Evaluates intermediates at a point. One that is used more than once gets a register, and so does one that has
 * too many levels of others inside.
 */
function evaluateIntermediates(
  uses: ReadonlyMap<string, number>,
  intermediates: readonly Intermediate[],
  point: Point,
  operands: readonly Site[],
  suffix: string,
): { statements: SetStatement[]; point: Point } {
  const statements: SetStatement[] = [];
  const results = new Map(point.results);
  const levels = new Map<string, number>();
  for (const { name, value } of intermediates) {
    if (results.has(name)) continue;
    const expression = translate(value, { ...point, results }, operands);
    const inside = levelsOf(value, levels);
    const isShared = (uses.get(name) ?? 0) > 1 && expression.kind !== 'local';
    if (!isShared && inside < MOST_LEVELS) {
      results.set(name, expression);
      levels.set(name, inside);
      continue;
    }
    const local: Local = { name: `${name}${suffix}`, type: expression.type };
    statements.push({ kind: 'set', local, value: expression });
    results.set(name, { kind: 'local', type: local.type, local });
  }
  return { statements, point: { ...point, results } };
}

/** How deep the operations of an expression nest, those of the results that it uses included. */
function levelsOf(expression: Scalar, ofResults: ReadonlyMap<string, number>): number {
  return once((node: Scalar, inside: (operand: Scalar) => number): number => {
    if (node.kind === 'result') return ofResults.get(node.name) ?? 0;
    const levels = operandsOf(node).map(inside);
    return levels.length === 0 ? 0 : 1 + Math.max(...levels);
  })(expression);
}

/** How often each result of a reduction or a step is used. */
function usesOfResults(compute: Compute): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const expression of expressionsOf(compute)) {
    for (const [node, count] of occurrences(expression)) {
      if (node.kind === 'result') uses.set(node.name, (uses.get(node.name) ?? 0) + count);
    }
  }
  return uses;
}
