import type { UpsampleNearestAttributes } from '../../ir/ops/upsample_nearest.js';
import { read } from '../formulas/compute.js';
import { add, scale, toIndex, variable } from '../formulas/index-expr.js';
import type { LoopLowering } from '../lowering.js';
import { indices, outputAxes } from '../lowering.js';

/** y[n, c, s·h + i, s·w + j] = x[n, c, h, w] for all repetitions i, j < s: no index is divided. */
export const upsampleNearest: LoopLowering<UpsampleNearestAttributes> = {
  kind: 'loops',
  compute({ inputs: [input], output, attributes: { scales } }) {
    const [n, c] = outputAxes(output);
    const h = variable('h', input.shape[2]);
    const w = variable('w', input.shape[3]);
    const i = variable('i', scales[0]);
    const j = variable('j', scales[1]);
    return [
      {
        axes: [n, c, h, i, w, j],
        output: [toIndex(n), toIndex(c), add(scale(h, scales[0]), i), add(scale(w, scales[1]), j)],
        reductions: [],
        intermediates: [],
        value: read(0, indices([n, c, h, w])),
      },
    ];
  },
};
