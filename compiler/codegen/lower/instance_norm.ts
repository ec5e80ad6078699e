import type { InstanceNormAttributes } from '../../ir/ops/instance_norm.js';
import type { MomentTensor } from '../../ir/ops/shared/moments.js';
import { MOMENT_TENSORS } from '../../ir/ops/shared/moments.js';
import type { Compute, Reduction, Scalar } from '../compute.js';
import { binary, number, read, result, unary } from '../compute.js';
import type { Variable } from '../index-expr.js';
import { toIndex, variable } from '../index-expr.js';
import type { LoopLowering, LoweringInput } from './lowering.js';
import { indices, outputAxes } from './lowering.js';

/**
 * (x − mean) · scale + bias, scale = weight / √(variance + ε). The variance comes from Σ (x − mean)²,
 * which does not cancel as Σ x² − n·mean² would.
 *
 * One core takes the mean of each row and the squares around it, both while the row is in its cache, and
 * then the rows together, so that the picture comes from memory twice instead of three times and in the
 * order in which it lies. `compute` says the same at once, for a GPU, which sums by trees.
 */
export const instanceNorm: LoopLowering<InstanceNormAttributes> = {
  kind: 'loops',
  compute: (node) => [atOnce(node)],
  stages: (node) => [rowMoments(node), statistics(node), normalised(node)],
};

type InstanceNorm = LoweringInput<InstanceNormAttributes>;

/** The reductions of all of a picture. */
function atOnce(node: InstanceNorm): Compute {
  const axes = outputAxes(node.output);
  const [n, c, y, x] = axes;
  const [, , height, width] = node.output.shape;
  const [h, w] = [variable('h', height), variable('w', width)];
  const element = read(0, indices([n, c, h, w]));
  const mean = average(result('sum'), height * width);
  return {
    axes,
    output: indices(axes),
    reductions: [sum('sum', [h, w], element), sum('squares', [h, w], square(minus(element, mean)))],
    steps: [
      { name: 'mean', value: mean },
      { name: 'scale', value: scaleOf(node, c, average(result('squares'), height * width)) },
    ],
    value: affine(node, c, read(0, indices([n, c, y, x])), result('mean'), result('scale')),
  };
}

/** The mean of a row, and the sum of the squared distances from it. */
function rowMoments({ output }: InstanceNorm): Compute {
  const [n, c, y, x] = outputAxes(output);
  const moment = variable('moment', 2);
  const element = read(0, indices([n, c, y, x]));
  const mean = average(result('row_sum'), output.shape[3]);
  return {
    axes: [n, y, c],
    unrolled: [moment],
    output: indices([moment, n, y, c]),
    target: 'row_moments',
    reductions: [
      sum('row_sum', [x], element),
      sum('row_squares', [x], square(minus(element, mean))),
    ],
    steps: [],
    value: { kind: 'choice', by: moment, alternatives: [mean, result('row_squares')] },
  };
}

/**
 * The mean of a picture and the scale. Around the mean of them all, the squares of a row are those around
 * its own mean and W times the square of the distance between the two (Chan, Golub and LeVeque 1983,
 * "Algorithms for Computing the Sample Variance").
 */
function statistics(node: InstanceNorm): Compute {
  const [n, c] = outputAxes(node.output);
  const [, , height, width] = node.output.shape;
  const row = variable('row', height);
  const statistic = variable('statistic', 2);
  const [rowMean, rowSquares] = [0, 1].map((moment) =>
    momentsOf(node, 'row_moments', [moment, n, row, c]),
  );
  const mean = average(result('sum'), height);
  const apart = binary('mul', square(minus(rowMean, mean)), number(width));
  const variance = average(result('squares'), height * width);
  return {
    axes: [n, c],
    unrolled: [statistic],
    output: indices([statistic, n, c]),
    target: 'statistics',
    reductions: [
      sum('sum', [row], rowMean),
      sum('squares', [row], binary('add', rowSquares, apart)),
    ],
    steps: [],
    value: { kind: 'choice', by: statistic, alternatives: [mean, scaleOf(node, c, variance)] },
  };
}

function normalised(node: InstanceNorm): Compute {
  const axes = outputAxes(node.output);
  const [n, c] = axes;
  const [mean, scale] = [0, 1].map((statistic) => momentsOf(node, 'statistics', [statistic, n, c]));
  return {
    axes,
    output: indices(axes),
    reductions: [],
    steps: [],
    value: affine(node, c, read(0, indices(axes)), mean, scale),
  };
}

/** weight / √(variance + ε) */
function scaleOf(node: InstanceNorm, c: Variable, variance: Scalar): Scalar {
  const { inputs, attributes } = node;
  const gain = inputs.length < 2 ? number(1) : read(1, [toIndex(c)]);
  return binary('div', gain, unary('sqrt', binary('add', variance, number(attributes.epsilon))));
}

/** (x − mean) · scale + bias */
function affine(
  { inputs }: InstanceNorm,
  c: Variable,
  x: Scalar,
  mean: Scalar,
  scale: Scalar,
): Scalar {
  const scaled = binary('mul', minus(x, mean), scale);
  return inputs.length < 3 ? scaled : binary('add', scaled, read(2, [toIndex(c)]));
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

function average(total: Scalar, count: number): Scalar {
  return binary('mul', total, number(Math.fround(1 / count)));
}

function minus(a: Scalar, b: Scalar): Scalar {
  return binary('sub', a, b);
}

function square(x: Scalar): Scalar {
  return binary('mul', x, x);
}
