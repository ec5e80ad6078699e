import type { Reduction } from '../../../lower/formulas/compute.js';
import { substituteScalar } from '../../../lower/formulas/compute.js';
import { add, minimum, scale, variable } from '../../../lower/formulas/index-expr.js';
import type { Expression, Local, SetStatement } from '../../../lower/loops/loop-ir.js';
import { isVector, scalarOf, vectorOf } from '../../../lower/loops/loop-ir.js';
import { extract } from '../../../lower/loops/build-loops.js';
import { combineLanes } from './combine.js';
import type { NarrowOutput } from '../tiling/plan.js';
import type { Reduced } from './reduced.js';
import { reduceAt } from './reduce.js';
import type { Site } from '../placement/site.js';
import type { Point } from './translate.js';
import { literal } from './translate.js';

/** As `reduceAt`, with a vector of partial sums for each output of each point. */
export function reduceAlongSums(
  reduction: Reduction,
  points: readonly Point[],
  operands: readonly Site[],
  narrow: NarrowOutput,
): Reduced {
  const along = spread(reduction, points, narrow);
  const { statements, values } = reduceAt(along.reduction, along.points, operands);
  const sums = gathered(reduction, values, narrow);
  return {
    statements: [...statements, ...sums],
    values: sums.map(({ local }) => ({ kind: 'local', type: local.type, local })),
  };
}

/** The reduction in vectors along `sumAxis`, and every output of every point by itself. */
function spread(
  reduction: Reduction,
  points: readonly Point[],
  { outputs, extent, sumAxis }: NarrowOutput,
): { readonly reduction: Reduction; readonly points: readonly Point[] } {
  const vectors = variable(`${sumAxis.name}_vector`, (sumAxis.max + 1) / 4);
  const lane = variable(`${sumAxis.name}_lane`, 4);
  const along = add(scale(vectors, 4), lane);
  return {
    reduction: {
      ...reduction,
      name: `${reduction.name}_part`,
      axes: reduction.axes.map((axis) => (axis === sumAxis ? vectors : axis)),
      body: substituteScalar(reduction.body, (axis) => (axis === sumAxis ? along : axis)),
    },
    points: points.flatMap(({ bind, vectorAxis, results }) =>
      Array.from({ length: outputs }, (_, number): Point => ({
        results: new Map([...results].map(([name, value]) => [name, laneOf(value, number)])),
        vectorAxis: lane,
        bind: (axis) => {
          if (axis === lane) return 0;
          // What lies in the padding behind the last output is never read, but must be computed of something.
          return axis === vectorAxis ? minimum(add(bind(axis), number), extent - 1) : bind(axis);
        },
      })),
    ),
  };
}

function laneOf(value: Expression, lane: number): Expression {
  return isVector(value.type) ? extract(value, lane) : value;
}

/** The lanes of each output's vector added up, and the outputs of each point as a vector. */
function gathered(
  { name, combine }: Reduction,
  sums: readonly Expression[],
  { outputs }: NarrowOutput,
): SetStatement[] {
  const count = sums.length / outputs;
  return Array.from({ length: count }, (_, point): SetStatement => {
    const { type } = sums[point * outputs];
    const local: Local = { name: count === 1 ? name : `${name}_${point}`, type: vectorOf(type) };
    const lanes = [0, 1, 2, 3].map((lane): Expression =>
      lane < outputs
        ? combineLanes(combine, sums[point * outputs + lane])
        : literal(0, scalarOf(type)),
    );
    return { kind: 'set', local, value: { kind: 'lanes', type: vectorOf(type), lanes } };
  });
}
