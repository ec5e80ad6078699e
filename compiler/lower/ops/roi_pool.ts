import type { RoiPoolAttributes } from '../../ir/ops/roi_pool.js';
import { ROI_POOL_TENSORS } from '../../ir/ops/roi_pool.js';
import type { Compute, Scalar } from '../formulas/compute.js';
import { binary, number, read, result, select, unary, wholeNumber } from '../formulas/compute.js';
import type { Lookup } from '../formulas/index-expr.js';
import { add, minimum, scale, toIndex, variable } from '../formulas/index-expr.js';
import type { LoopLowering, LoweringInput } from '../lowering.js';
import { indices, outputAxes } from '../lowering.js';
import { edges, imageIndex } from './shared/regions.js';
import { clampedTo, fills, wholeIndex } from './shared/stages.js';

/**
 * Where bins begin and how long they are is found once for all channels, which lie in vectors; then each
 * element is the largest of its bin.
 */
export const roiPool: LoopLowering<RoiPoolAttributes> = {
  kind: 'loops',
  stages: (node) => [...[0, 1].flatMap((axis) => binsAlong(axis, node)), largestOfBins(node)],
  variant: ({ attributes: { size } }) => size.join('x'),
};

function binsAlong(
  axis: number,
  { inputs, attributes: { size, spatial_scale } }: LoweringInput<RoiPoolAttributes>,
): Compute[] {
  const [map, { shape }] = inputs;
  const axes = [variable('r', shape[0]), variable('bin', size[axis])];
  const [box, bin] = axes;
  const bins = wholeNumber(size[axis]);
  const [first, last] = edges(box, axis, spatial_scale).map(awayFromZero);
  const one = wholeNumber(1);
  const length = binary('max', binary('add', binary('sub', last, first), one), one);
  const place = (value: Scalar): Scalar =>
    clampedTo(map.shape[axis + 2], binary('add', first, binary('div', value, bins)));
  const start = place(binary('mul', wholeIndex(bin), length));
  const end = place(
    binary('add', binary('mul', wholeIndex(add(bin, 1)), length), wholeNumber(size[axis] - 1)),
  );
  const [starts, counts] = ROI_POOL_TENSORS.slice(2 * axis, 2 * axis + 2);
  const none = wholeNumber(0);
  return [
    fills(starts, axes, start),
    fills(counts, axes, binary('max', binary('sub', end, start), none)),
  ];
}

/** The nearest whole number as an i32, of two the one farther from 0. */
function awayFromZero(x: Scalar): Scalar {
  const half = binary('add', unary('abs', x), number(0.5));
  const magnitude = unary('to-i32', unary('floor', half));
  return select('lt', [x, number(0)], binary('sub', wholeNumber(0), magnitude), magnitude);
}

function largestOfBins({ inputs, output }: LoweringInput<RoiPoolAttributes>): Compute {
  const axes = outputAxes(output);
  const [box, c, ...bins] = axes;
  const [{ shape }] = inputs;
  const [rows, columns] = bins.map((bin, axis) => {
    const extent = shape[axis + 2];
    const tap = variable(['ky', 'kx'][axis], extent);
    const found = (which: number): Lookup => ({
      kind: 'lookup',
      tensor: inputs.length + 2 * axis + which,
      index: indices([box, bin]),
      extent: extent + 1,
    });
    const [start, count] = [0, 1].map(found);
    return {
      tap,
      place: minimum(add(start, tap), extent - 1),
      // Those below count, so that it ends the loop.
      inside: { index: add(tap, extent, scale(count, -1)), extent },
      count: wholeIndex(count),
    };
  });
  const place = [imageIndex(inputs, box), toIndex(c), rows.place, columns.place];
  const elements = binary('mul', rows.count, columns.count);
  return {
    axes,
    output: indices(axes),
    reductions: [
      {
        name: 'largest',
        axes: [rows.tap, columns.tap],
        combine: 'max',
        body: read(0, place),
        domain: [rows.inside, columns.inside],
      },
    ],
    intermediates: [],
    value: select('gt', [elements, wholeNumber(0)], result('largest'), number(0)),
  };
}
