import type { InstanceNormAttributes } from '../../ir/ops/instance_norm.js';
import type { MomentTensor } from '../../ir/ops/shared/moments.js';
import { MOMENT_TENSORS } from '../../ir/ops/shared/moments.js';
import type { Compute, Reduction, Scalar } from '../formulas/compute.js';
import { binary, number, read, result, select, unary } from '../formulas/compute.js';
import type { Variable } from '../formulas/index-expr.js';
import { toIndex, variable } from '../formulas/index-expr.js';
import type { LoopLowering, LoweringInput } from '../lowering.js';
import { indices, outputAxes } from '../lowering.js';

/**
 * (x − mean) · scale + bias, scale = weight / √(variance + ε). The variance comes from the mean of
 * (x − mean)², which does not cancel as that of x² − mean² would.
 *
 * One core takes the mean of each row and the squares around it, both while the row is in its cache, and
 * then the rows together, so that the feature map comes from memory twice instead of three times and in the
 * order in which it lies. `compute` says the same at once, for a GPU, which sums by trees.
 *
 * Squares of 2^64 and more are infinite. Where theirs are, they are taken once more of all that is measured
 * in units of 2^80, whose squares vanish only beside such. That is an accumulator for large numbers, as
 * in Blue 1978, "A Portable Fortran Program to Find the Euclidean Norm of a Vector".
 */
export const instanceNorm: LoopLowering<InstanceNormAttributes> = {
  kind: 'loops',
  compute: (node) => [atOnce(node)],
  stages: (node) => [rowMoments(node), statistics(node), normalised(node)],
};

type InstanceNorm = LoweringInput<InstanceNormAttributes>;

/** A 1 in the unit of what is far from 0, and how large a sum of squares may be in the other. */
const FAR = 2 ** -80;
const LARGEST = 3e38;
const EXCESS = binary('sub', result('squares'), number(LARGEST));

/** The reductions of all of a feature map. */
function atOnce(node: InstanceNorm): Compute {
  const axes = outputAxes(node.output);
  const [n, c, y, x] = axes;
  const [, , height, width] = node.output.shape;
  const spots = [variable('h', height), variable('w', width)];
  const element = read(0, indices([n, c, ...spots]));
  const { unit, mean, scale } = measured(node, c, height * width);
  return {
    axes,
    output: indices(axes),
    reductions: [
      ...meanOf(spots, (at) => read(0, [n, c, ...at].map(toIndex))),
      ...sumsOfSquares(spots, (of) => [square(minus(of(element), of(result('mean'))))]),
    ],
    intermediates: [
      { name: 'unit', value: unit },
      { name: 'middle', value: mean },
      { name: 'scale', value: scale },
    ],
    value: affine(node, c, read(0, indices([n, c, y, x])), {
      unit: result('unit'),
      mean: result('middle'),
      scale: result('scale'),
    }),
  };
}

/** The mean of a row, and the standard deviation from it. */
function rowMoments({ output }: InstanceNorm): Compute {
  const [n, c, y, x] = outputAxes(output);
  const moment = variable('moment', 2);
  const element = read(0, indices([n, c, y, x]));
  const deviation = (squares: string): Scalar =>
    unary('sqrt', times(result(squares), 1 / output.shape[3]));
  return {
    axes: [n, y, c],
    unrolled: [moment],
    output: indices([moment, n, y, c]),
    target: 'row_moments',
    reductions: [
      ...meanOf([x], ([at]) => read(0, [n, c, y, at].map(toIndex))),
      ...sumsOfSquares([x], (of) => [square(minus(of(element), of(result('mean'))))]),
    ],
    intermediates: [],
    value: {
      kind: 'choice',
      by: moment,
      alternatives: [
        result('mean'),
        ifFar(times(deviation('squares_far'), 1 / FAR), deviation('squares')),
      ],
    },
  };
}

/**
 * The mean of a feature map and the scale. Around the mean of them all, the mean square of a row is that
 * around its own mean and the square of the distance between the two (Chan, Golub and LeVeque 1983,
 * "Algorithms for Computing the Sample Variance").
 */
function statistics(node: InstanceNorm): Compute {
  const [n, c] = outputAxes(node.output);
  const [, , height] = node.output.shape;
  const row = variable('row', height);
  const statistic = variable('statistic', 3);
  const moment = (number: number, at: Variable | number): Scalar =>
    momentsOf(node, 'row_moments', [number, n, at, c]);
  const { unit, mean, scale } = measured(node, c, height);
  return {
    axes: [n, c],
    unrolled: [statistic],
    output: indices([statistic, n, c]),
    target: 'statistics',
    reductions: [
      ...meanOf([row], ([at]) => moment(0, at)),
      ...sumsOfSquares([row], (of) => [
        square(of(moment(1, row))),
        square(minus(of(moment(0, row)), of(result('mean')))),
      ]),
    ],
    intermediates: [],
    value: { kind: 'choice', by: statistic, alternatives: [unit, mean, scale] },
  };
}

function normalised(node: InstanceNorm): Compute {
  const axes = outputAxes(node.output);
  const [n, c] = axes;
  const [unit, mean, scale] = [0, 1, 2].map((statistic) =>
    momentsOf(node, 'statistics', [statistic, n, c]),
  );
  return {
    axes,
    output: indices(axes),
    reductions: [],
    intermediates: [],
    value: affine(node, c, read(0, indices(axes)), { unit, mean, scale }),
  };
}

/** A channel's statistics: one in its unit, its mean in that, and weight / √(variance + ε) in it. */
interface Measured {
  readonly unit: Scalar;
  readonly mean: Scalar;
  readonly scale: Scalar;
}

/** From `mean` and `squares`, a sum of `count`. Beside squares so large no ε can be seen. */
function measured({ inputs, attributes }: InstanceNorm, c: Variable, count: number): Measured {
  const gain = inputs.length < 2 ? number(1) : read(1, [toIndex(c)]);
  const variance = (squares: string): Scalar => times(result(squares), 1 / count);
  const near = binary('add', variance('squares'), number(attributes.epsilon));
  return {
    unit: ifFar(number(FAR), number(1)),
    mean: ifFar(times(result('mean'), FAR), result('mean')),
    scale: binary('div', gain, unary('sqrt', ifFar(variance('squares_far'), near))),
  };
}

/** (x − mean) · scale + bias */
function affine(
  { inputs }: InstanceNorm,
  c: Variable,
  x: Scalar,
  { unit, mean, scale }: Measured,
): Scalar {
  const scaled = binary('mul', minus(binary('mul', x, unit), mean), scale);
  return inputs.length < 3 ? scaled : binary('add', scaled, read(2, [toIndex(c)]));
}

/**
 * `mean`, from the distances to the first element, so that it is exact where all are the same. Half of
 * each is divided before they are added, so that all of this is finite.
 */
function meanOf(
  axes: readonly Variable[],
  element: (at: readonly (Variable | number)[]) => Scalar,
): Reduction[] {
  const count = axes.reduce((product, axis) => product * (axis.max + 1), 1);
  const first = element(axes.map(() => 0));
  const part = (x: Scalar): Scalar => times(x, 1 / (2 * count));
  return [
    sum('share', [], part(first)),
    sum('apart', axes, minus(part(element(axes)), result('share'))),
    sum('mean', [], times(binary('add', times(first, 1 / 2), result('apart')), 2)),
  ];
}

/** The sum of squares of what `of` measures, as it is, and where that is too large in units of 2^80. */
function sumsOfSquares(
  axes: readonly Variable[],
  squares: (of: (x: Scalar) => Scalar) => readonly Scalar[],
): Reduction[] {
  const [near, far] = [(x: Scalar) => x, (x: Scalar) => times(x, FAR)].map((of) =>
    squares(of).reduce((one, other) => binary('add', one, other)),
  );
  return [sum('squares', axes, near), { ...sum('squares_far', axes, far), neededWhere: EXCESS }];
}

/** Where the squares are too large, and not where they are NaN, which is what comes out. */
function ifFar(far: Scalar, near: Scalar): Scalar {
  return select('gt', [EXCESS, number(0)], far, near);
}

/** Workspace tensors come behind the node's inputs. */
function momentsOf(
  { inputs }: InstanceNorm,
  tensor: MomentTensor,
  index: readonly (Variable | number)[],
): Scalar {
  return read(inputs.length + MOMENT_TENSORS.indexOf(tensor), index.map(toIndex));
}

function sum(name: string, axes: readonly Variable[], body: Scalar): Reduction {
  return { name, axes, combine: 'sum', body, domain: [] };
}

function times(x: Scalar, factor: number): Scalar {
  return binary('mul', x, number(Math.fround(factor)));
}

function minus(a: Scalar, b: Scalar): Scalar {
  return binary('sub', a, b);
}

function square(x: Scalar): Scalar {
  return binary('mul', x, x);
}
