import type { Reduction, Scalar } from '../../../lower/formulas/compute.js';
import { readsIn } from '../../../lower/formulas/compute.js';
import type { IndexLike, Variable } from '../../../lower/formulas/index-expr.js';
import { dependsOn, scale, variable } from '../../../lower/formulas/index-expr.js';
import type { Expression, Local } from '../../../lower/loops/loop-ir.js';
import { vectorOf } from '../../../lower/loops/loop-ir.js';
import type { Site } from '../placement/site.js';
import { combineInto, combineLanes, identity } from './combine.js';
import { repeat } from '../../../lower/loops/build-loops.js';
import type { Reduced } from './reduced.js';
import type { BindAxis } from './reduction-loops.js';
import { reductionLoops } from './reduction-loops.js';
import type { Point } from './translate.js';
import { scalarTypeAt, toVector, translate } from './translate.js';

/** Whether a reduction is computed at one point only, for all lanes alike, and has a vector of steps. */
export function liesAlongVector(
  reduction: Reduction,
  body: Scalar,
  points: readonly Point[],
): boolean {
  return points.length === 1 && isUniform(body, points) && canVectorize(reduction, body);
}

/**
 * A reduction that is the same for all lanes of the output (the sum of a softmax) runs four wide
 * along its own last axis and adds the lanes up at the end.
 */
export function reduceAlongVector(
  reduction: Reduction,
  body: Scalar,
  points: readonly Point[],
  operands: readonly Site[],
): Reduced {
  const [point] = points;
  const { combine, name } = reduction;
  const axis = reduction.axes[reduction.axes.length - 1];
  const outer = reduction.axes.slice(0, -1);
  const extent = axis.max + 1;
  const whole = Math.floor(extent / 4);
  const step = variable(`${axis.name}_vector`, whole);
  const type = scalarTypeAt(body, point, operands);
  const wide: Local = { name: `${name}_wide`, type: vectorOf(type) };
  const total: Local = { name, type };
  const along = (bindAxis: BindAxis, position: IndexLike, vectorAxis?: Variable): Expression =>
    translate(
      body,
      {
        results: point.results,
        bind: (v) => (v === axis ? position : (bindAxis(v) ?? point.bind(v))),
        ...(vectorAxis === undefined ? {} : { vectorAxis }),
      },
      operands,
    );
  const nest = reductionLoops(outer, [], point, operands, (bindAxis) =>
    repeat(step, (index) => [
      combineInto(combine, wide, toVector(along(bindAxis, scale(index, 4), axis))),
    ]),
  );
  const rest = variable(axis.name, extent - 4 * whole, 4 * whole);
  const tail =
    extent === 4 * whole
      ? []
      : reductionLoops(outer, [], point, operands, (bindAxis) =>
          repeat(rest, (index) => [combineInto(combine, total, along(bindAxis, index))]),
        );
  return {
    statements: [
      { kind: 'set', local: wide, value: identity(combine, wide.type) },
      ...nest,
      {
        kind: 'set',
        local: total,
        value: combineLanes(combine, { kind: 'local', type: wide.type, local: wide }),
      },
      ...tail,
    ],
    values: points.map(() => ({ kind: 'local', type, local: total })),
  };
}

function isUniform(body: Scalar, [point]: readonly Point[]): boolean {
  const { vectorAxis } = point;
  return (
    vectorAxis === undefined ||
    !readsIn(body).some(({ index }) => index.some((i) => dependsOn(i, vectorAxis)))
  );
}

function canVectorize(reduction: Reduction, body: Scalar): boolean {
  const axis = reduction.axes.at(-1);
  return axis !== undefined && axis.max >= 3 && body.kind !== 'inside';
}
