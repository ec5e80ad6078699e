import type { InstanceNormAttributes } from '../../ir/ops/instance_norm.js';
import type { MomentTensor } from '../../ir/ops/shared/moments.js';
import { MOMENT_TENSORS } from '../../ir/ops/shared/moments.js';
import type { Compute, Reduction, Scalar } from '../compute.js';
import { binary, number, read, result, unary } from '../compute.js';
import type { Variable } from '../index-expr.js';
import { toIndex, variable } from '../index-expr.js';
import type { LoopLowering, LoweringInput } from './lowering.js';
import { indices, outputAxes } from './lowering.js';
import type { Units } from './units.js';
import { epsilonIn, partOf, unitsFor, unitsPerUnit } from './units.js';

/**
 * (x − mean) · scale + bias, scale = weight / √(variance + ε). The variance comes from Σ (x − mean)²,
 * which does not cancel as Σ x² − n·mean² would, and the mean from distances to the first element, so that
 * it is exact where all are equal. Squares of large numbers, and sums of very large ones, are no f32:
 * everything is in units that follow from how large the numbers are (`units.ts`).
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
  const { epsilon } = node.attributes;
  const [h, w] = [variable('h', height), variable('w', width)];
  const count = height * width;
  const units = unitsFor(result('magnitude'), partOf(count), epsilon);
  const element = read(0, indices([n, c, h, w]));
  const first = times(read(0, [n, c, 0, 0].map(toIndex)), units.part);
  const mean = binary('mul', binary('add', first, average(result('sum'), count)), units.ofPart);
  const variance = average(result('squares'), count);
  return {
    axes,
    output: indices(axes),
    reductions: [
      ...sumsOfParts([h, w], element, first, units),
      sum('squares', [h, w], square(minus(binary('mul', element, units.factor), mean))),
    ],
    steps: [
      { name: 'mean', value: mean },
      { name: 'unit', value: units.factor },
      {
        name: 'scale',
        value: scaleOf(node, c, binary('add', variance, epsilonIn(units, epsilon))),
      },
    ],
    value: affine(node, c, read(0, indices([n, c, y, x])), {
      unit: result('unit'),
      mean: result('mean'),
      scale: result('scale'),
    }),
  };
}

/** Of a row: the mean of its parts, the sum of the squared distances from it in units, the magnitude. */
function rowMoments({ output, attributes: { epsilon } }: InstanceNorm): Compute {
  const [n, c, y, x] = outputAxes(output);
  const width = output.shape[3];
  const moment = variable('moment', 3);
  const units = unitsFor(result('magnitude'), partOf(width), epsilon);
  const element = read(0, indices([n, c, y, x]));
  const first = times(read(0, [n, c, y, 0].map(toIndex)), units.part);
  const mean = binary('add', first, average(result('sum'), width));
  const distance = minus(binary('mul', element, units.factor), binary('mul', mean, units.ofPart));
  return {
    axes: [n, y, c],
    unrolled: [moment],
    output: indices([moment, n, y, c]),
    target: 'row_moments',
    reductions: [...sumsOfParts([x], element, first, units), sum('squares', [x], square(distance))],
    steps: [],
    value: {
      kind: 'choice',
      by: moment,
      alternatives: [mean, result('squares'), result('magnitude')],
    },
  };
}

/**
 * The units of a picture, and in these its mean and the scale. Around the mean of them all, the squares of
 * a row are those around its own mean and W times the square of the distance between the two (Chan, Golub
 * and LeVeque 1983, "Algorithms for Computing the Sample Variance").
 */
function statistics(node: InstanceNorm): Compute {
  const [n, c] = outputAxes(node.output);
  const [, , height, width] = node.output.shape;
  const { epsilon } = node.attributes;
  const row = variable('row', height);
  const statistic = variable('statistic', 3);
  const moments = (at: Variable | number): Scalar[] =>
    [0, 1, 2].map((moment) => momentsOf(node, 'row_moments', [moment, n, at, c]));
  const [rowMean, rowSquares, rowMagnitude] = moments(row);
  const units = unitsFor(result('magnitude'), partOf(width), epsilon);
  const inUnits = (part: Scalar): Scalar => binary('mul', part, units.ofPart);
  const first = inUnits(moments(0)[0]);
  const mean = binary('add', first, average(result('sum'), height));
  const apart = times(square(minus(inUnits(rowMean), mean)), width);
  const ratio = unitsPerUnit(result('magnitude'), rowMagnitude, units.part, epsilon);
  const variance = average(result('squares'), height * width);
  return {
    axes: [n, c],
    unrolled: [statistic],
    output: indices([statistic, n, c]),
    target: 'statistics',
    reductions: [
      sum('magnitude', [row], times(rowMagnitude, 2 * partOf(height))),
      sum('sum', [row], minus(inUnits(rowMean), first)),
      sum('squares', [row], binary('add', binary('mul', rowSquares, square(ratio)), apart)),
    ],
    steps: [],
    value: {
      kind: 'choice',
      by: statistic,
      alternatives: [
        units.factor,
        mean,
        scaleOf(node, c, binary('add', variance, epsilonIn(units, epsilon))),
      ],
    },
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
    steps: [],
    value: affine(node, c, read(0, indices(axes)), { unit, mean, scale }),
  };
}

/** Of the parts of elements: how large they are, and their distances from the first of them. */
function sumsOfParts(
  axes: readonly Variable[],
  element: Scalar,
  first: Scalar,
  units: Units,
): Reduction[] {
  const part = times(element, units.part);
  return [sum('magnitude', axes, unary('abs', part)), sum('sum', axes, minus(part, first))];
}

/** weight / √(variance + ε) */
function scaleOf({ inputs }: InstanceNorm, c: Variable, variance: Scalar): Scalar {
  const gain = inputs.length < 2 ? number(1) : read(1, [toIndex(c)]);
  return binary('div', gain, unary('sqrt', variance));
}

/** (x · unit − mean) · scale + bias */
function affine(
  { inputs }: InstanceNorm,
  c: Variable,
  x: Scalar,
  { unit, mean, scale }: Readonly<Record<'unit' | 'mean' | 'scale', Scalar>>,
): Scalar {
  const scaled = binary('mul', minus(binary('mul', x, unit), mean), scale);
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
  return times(total, Math.fround(1 / count));
}

function times(x: Scalar, factor: number): Scalar {
  return binary('mul', x, number(factor));
}

function minus(a: Scalar, b: Scalar): Scalar {
  return binary('sub', a, b);
}

function square(x: Scalar): Scalar {
  return binary('mul', x, x);
}
