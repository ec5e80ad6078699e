import type { Compute, Step } from '../compute.js';
import { expressionsOf, walk } from '../compute.js';
import type { Variable } from '../index-expr.js';
import { dependsOn, substitute } from '../index-expr.js';
import type { Local, SetStatement, StoreStatement } from '../loop-ir.js';
import type { PlacedCompute, Site } from './site.js';
import { addressOf } from './site.js';
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

/**
 * Computes and stores the elements of one point, or the first `lanes` lanes of vectors along the
 * point's axis, from the reductions that the point has results of. `suffix` tells registers of several
 * points apart.
 */
export function storePoint(
  { compute, operands, output }: PlacedCompute,
  point: Point,
  suffix: string,
  lanes: number,
): StoredPoint {
  const { steps, unrolled = [] } = compute;
  const [own, common] = [true, false].map((varies) =>
    steps.filter((step) => variesWith(step, unrolled, steps) === varies),
  );
  const shared = evaluateSteps(compute, common, point, operands, suffix);
  const elements = elementsAt(unrolled, shared.point).map(({ element, ordinal }) => {
    const { statements, point: at } = evaluateSteps(
      compute,
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

/** Whether a step has a value of its own for each position of one of `axes`. */
function variesWith(step: Step, axes: readonly Variable[], steps: readonly Step[]): boolean {
  let varies = false;
  walk(step.value, (node) => {
    if (node.kind === 'choice') varies ||= axes.includes(node.by);
    if (node.kind === 'read') {
      varies ||= node.index.some((index) => axes.some((axis) => dependsOn(index, axis)));
    }
    if (node.kind !== 'result') return;
    const used = steps.find(({ name }) => name === node.name);
    varies ||= used !== undefined && variesWith(used, axes, steps);
  });
  return varies;
}

/** Evaluates steps at a point; one that is used more than once gets a register. */
function evaluateSteps(
  compute: Compute,
  steps: readonly Step[],
  point: Point,
  operands: readonly Site[],
  suffix: string,
): { statements: SetStatement[]; point: Point } {
  const statements: SetStatement[] = [];
  const results = new Map(point.results);
  for (const { name, value } of steps) {
    if (results.has(name)) continue;
    const expression = translate(value, { ...point, results }, operands);
    if (timesUsed(compute, name) < 2 || expression.kind === 'local') {
      results.set(name, expression);
      continue;
    }
    const local: Local = { name: `${name}${suffix}`, type: expression.type };
    statements.push({ kind: 'set', local, value: expression });
    results.set(name, { kind: 'local', type: local.type, local });
  }
  return { statements, point: { ...point, results } };
}

function timesUsed(compute: Compute, step: string): number {
  let uses = 0;
  for (const expression of expressionsOf(compute)) {
    walk(expression, (node) => {
      if (node.kind === 'result' && node.name === step) uses++;
    });
  }
  return uses;
}
