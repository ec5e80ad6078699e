import type { RoiAlignAttributes } from '../../ir/ops/roi_align.js';
import { mostSamples, ROI_ALIGN_TENSORS } from '../../ir/ops/roi_align.js';
import type { Bound, Compute, Intermediate, Scalar } from '../formulas/compute.js';
import { binary, number, read, result, select, unary, wholeNumber } from '../formulas/compute.js';
import type { Index, IndexLike, Variable } from '../formulas/index-expr.js';
import { add, maximum, minimum, toIndex, variable } from '../formulas/index-expr.js';
import type { LoopLowering, LoweringInput } from '../lowering.js';
import { indices, outputAxes } from '../lowering.js';
import { edges, imageIndex } from './shared/regions.js';
import { fills } from './shared/stages.js';

/**
 * Where samples lie is found once for all channels, which lie in vectors, and along each axis by itself; then
 * each element is the mean of the samples of its bin, or the largest.
 */
export const roiAlign: LoopLowering<RoiAlignAttributes> = {
  kind: 'loops',
  stages: (node) => [...[0, 1].flatMap((axis) => samplesAlong(axis, node)), ofSamples(node)],
  variant: ({ attributes: { size, mode, sampling_ratio } }) =>
    `${mode}_${size.join('x')}_s${sampling_ratio}`,
};

/** The places and the weights of the samples along the rows (0) or the columns (1). */
function samplesAlong(axis: number, node: LoweringInput<RoiAlignAttributes>): Compute[] {
  const { inputs, attributes } = node;
  const { size, spatial_scale, coordinates, sampling_ratio, mode } = attributes;
  const [{ shape }, boxes] = inputs;
  const extent = shape[axis + 2];
  const most = mostSamples(attributes, axis, shape);
  const axes = [variable('r', boxes.shape[0]), variable('bin', size[axis]), variable('s', most)];
  const [box, bin, s] = axes;
  const isHalf = coordinates === 'half_pixel';
  const [start, end] = edges(box, axis, spatial_scale).map((edge) =>
    isHalf ? binary('sub', edge, number(0.5)) : edge,
  );
  const isAdaptive = sampling_ratio === 0;
  const intermediates: Intermediate[] = [];
  const named = (name: string, value: Scalar): Scalar => {
    intermediates.push({ name, value });
    return result(name);
  };
  const begin = named('begin', start);
  const length = binary('sub', end, begin);
  const step = named(
    'step',
    binary('div', isHalf ? length : binary('max', length, number(1)), number(size[axis])),
  );
  const wanted = binary('min', binary('max', unary('ceil', step), number(0)), number(most));
  const count = isAdaptive ? named('count', wanted) : number(most);
  const within = binary('div', binary('mul', binary('add', counted(s), number(0.5)), step), count);
  const place = named(
    'place',
    binary('add', binary('add', begin, binary('mul', counted(bin), step)), within),
  );
  const inside = named(
    'inside',
    binary('min', binary('max', place, number(0)), number(extent - 1)),
  );
  const low = named('low', unary('floor', inside));
  const none = wholeNumber(0);
  const fromOne = binary('add', unary('to-i32', low), wholeNumber(1));
  const ifBefore = select('le', [place, number(extent)], fromOne, none);
  const ifInside = select('ge', [place, number(-1)], ifBefore, none);
  const [places, weights] = ROI_ALIGN_TENSORS.slice(2 * axis, 2 * axis + 2);
  const fraction = binary('sub', inside, low);
  const side = variable('side', 2);
  const share = (weight: Scalar): Scalar =>
    mode === 'avg' ? binary('div', weight, count) : weight;
  return [
    {
      ...fills(
        places,
        axes,
        isAdaptive ? select('lt', [counted(s), count], ifInside, none) : ifInside,
      ),
      intermediates,
    },
    {
      ...fills(weights, axes, {
        kind: 'choice',
        by: side,
        alternatives: [binary('sub', number(1), fraction), fraction].map(share),
      }),
      intermediates,
      unrolled: [side],
      output: indices([...axes, side]),
    },
  ];
}

const counted = (value: IndexLike): Scalar => ({ kind: 'integer', value: toIndex(value) });

/** The samples along an axis that a bin has, as the first stages found them. */
interface Along {
  readonly s: Variable;
  readonly low: Index;
  readonly high: Index;
  readonly weights: readonly [Scalar, Scalar];
  readonly inside: Bound;
}

function ofSamples(node: LoweringInput<RoiAlignAttributes>): Compute {
  const { inputs, output, attributes } = node;
  const axes = outputAxes(output);
  const [box, c, ...bins] = axes;
  const [{ shape }] = inputs;
  const [rows, columns] = bins.map((bin, axis): Along => {
    const extent = shape[axis + 2];
    const s = variable(['sy', 'sx'][axis], mostSamples(attributes, axis, shape));
    const at = indices([box, bin, s]);
    const tensor = inputs.length + 2 * axis;
    const found = add({ kind: 'lookup', tensor, index: at, extent: extent + 1 }, -1);
    const weight = (side: number): Scalar => read(tensor + 1, [...at, toIndex(side)]);
    return {
      s,
      low: maximum(found, 0),
      high: minimum(add(found, 1), extent - 1),
      weights: [weight(0), weight(1)],
      inside: { index: found, extent },
    };
  });
  const image = imageIndex(inputs, box);
  const element = (row: Index, column: Index): Scalar => read(0, [image, toIndex(c), row, column]);
  const inRow = (row: Index): Scalar =>
    mixed([element(row, columns.low), element(row, columns.high)], columns.weights);
  const sample = mixed([inRow(rows.low), inRow(rows.high)], rows.weights);
  const bounds = [rows.inside, columns.inside];
  const isMax = attributes.mode === 'max';
  return {
    axes,
    output: indices(axes),
    reductions: [
      {
        name: isMax ? 'largest' : 'sum',
        axes: [rows.s, columns.s],
        combine: isMax ? 'max' : 'sum',
        // A sample that is outside adds nothing to a mean, but is one of those of which one is the largest.
        body: isMax ? { kind: 'inside', bounds, value: sample, otherwise: number(0) } : sample,
        domain: isMax ? [] : bounds,
      },
    ],
    intermediates: [],
    value: result(isMax ? 'largest' : 'sum'),
  };
}

function mixed([a, b]: readonly Scalar[], [wa, wb]: readonly [Scalar, Scalar]): Scalar {
  return binary('add', binary('mul', a, wa), binary('mul', b, wb));
}
