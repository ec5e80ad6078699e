import type { ReductionAttributes } from '../../ir/ops/shared/reduction.js';
import type { Combine, Compute, Reduction, Scalar } from '../formulas/compute.js';
import { binary, number, read, result, select, unary } from '../formulas/compute.js';
import type { IndexLike, Variable } from '../formulas/index-expr.js';
import { toIndex, variable } from '../formulas/index-expr.js';
import type { LoopLowering, LoweringInput } from '../lowering.js';
import { indices, outputAxes } from '../lowering.js';
import { FAR, ifFar, meanOf, minus, square, sumsOfSquares, times } from './shared/moments.js';
import { RESULT_NAMES } from './shared/result-names.js';

export const reduceSum = reduction((line) => combined(line, 'sum'));
export const reduceProduct = reduction((line) => combined(line, 'product'));
export const reduceMax = reduction((line) => combined(line, 'max'));
export const reduceMin = reduction((line) => combined(line, 'min'));

export const reduceMean = reduction((line) => {
  const { reductions, value } = combined(line, 'sum');
  return { reductions, value: times(value, 1 / line.count) };
});

/** √Σx², by squares in units of 2^80 where those of x overflow. */
export const reduceL2 = reduction(({ spots, element }) => ({
  reductions: sumsOfSquares(spots, (of) => [square(of(element(spots)))]),
  value: ifFar(
    times(unary('sqrt', result('squares_far')), 1 / FAR),
    unary('sqrt', result('squares')),
  ),
}));

/** Σ(x − mean)² / n. Where the squares overflow, so does the variance. */
export const reduceVariance = reduction(({ spots, element, count }) => ({
  reductions: [
    ...meanOf(spots, element),
    {
      name: 'squares',
      axes: spots,
      combine: 'sum',
      body: square(minus(element(spots), result('mean'))),
      domain: [],
    },
  ],
  value: times(result('squares'), 1 / count),
}));

/** m + ln Σe^(x − m) with m the largest x, and m itself where it is infinite, from which nothing is subtracted. */
export const reduceLogSumExp = reduction((line) => {
  const { reductions, value: largest } = combined(line, 'max');
  const body = unary('exp', minus(line.element(line.spots), largest));
  const total: Reduction = { name: 'total', axes: line.spots, combine: 'sum', body, domain: [] };
  const finite = binary('add', largest, unary('log', result('total')));
  const isInfinite = [unary('abs', largest), number(Infinity)] as const;
  return {
    reductions: [...reductions, total],
    value: select('eq', isInfinite, largest, finite),
  };
});

/** What is taken together for one element of the result. */
interface Line {
  readonly spots: readonly Variable[];
  readonly element: (at: readonly IndexLike[]) => Scalar;
  readonly count: number;
}

type Reduced = Pick<Compute, 'reductions' | 'value'>;

function reduction(of: (line: Line) => Reduced): LoopLowering<ReductionAttributes> {
  return {
    kind: 'loops',
    compute: (node) => {
      const axes = outputAxes(node.output);
      const reduced = of(lineOf(node, axes));
      return [{ axes, output: indices(axes), intermediates: [], ...reduced }];
    },
    variant: ({ inputs: [{ shape }], attributes: { axes } }) =>
      axes.map((axis) => shape[axis]).join('x'),
  };
}

function lineOf(
  { inputs: [{ shape }], attributes }: LoweringInput<ReductionAttributes>,
  output: readonly Variable[],
): Line {
  const { keepdims } = attributes;
  const axes = inMemoryOrder(attributes.axes, shape.length);
  const spots = axes.map((axis, at) => variable(`j${at === 0 ? '' : at}`, shape[axis]));
  const kept = shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
  const outer = (axis: number): Variable => output[keepdims ? axis : kept.indexOf(axis)];
  return {
    spots,
    element: (at) =>
      read(
        0,
        shape.map((_, axis) => toIndex(axes.includes(axis) ? at[axes.indexOf(axis)] : outer(axis))),
      ),
    count: axes.reduce((product, axis) => product * shape[axis], 1),
  };
}

/** The channels of feature maps lie next to each other. */
function inMemoryOrder(axes: readonly number[], rank: number): readonly number[] {
  return rank === 4 && axes.includes(1) ? [...axes.filter((axis) => axis !== 1), 1] : axes;
}

function combined({ spots, element }: Line, combine: Combine): Reduced {
  const reduction: Reduction = {
    name: RESULT_NAMES[combine],
    axes: spots,
    combine,
    body: element(spots),
    domain: [],
  };
  return { reductions: [reduction], value: result(RESULT_NAMES[combine]) };
}
