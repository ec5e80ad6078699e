import type { AdaptivePoolAttributes } from '../../ir/ops/shared/adaptive-pooling.js';
import { longestWindow } from '../../ir/ops/shared/adaptive-pooling.js';
import type { Bound, Combine, Scalar } from '../formulas/compute.js';
import { binary, read, result } from '../formulas/compute.js';
import type { Index, Variable } from '../formulas/index-expr.js';
import {
  add,
  divide,
  minimum,
  scale,
  subtract,
  toIndex,
  variable,
} from '../formulas/index-expr.js';
import type { LoopLowering } from '../lowering.js';
import { indices, outputAxes } from '../lowering.js';
import { RESULT_NAMES } from './shared/result-names.js';

/** The windows of an axis: which element a tap is, and which of the taps there are. */
interface Along {
  readonly tap: Variable;
  readonly index: Index;
  readonly inside: readonly Bound[];
  readonly length: Index;
}

function along(name: string, position: Variable, extent: number, outputs: number): Along {
  const longest = longestWindow(extent, outputs);
  const tap = variable(name, longest);
  const first = divide(scale(position, extent), outputs);
  const end = divide(add(scale(position, extent), extent + outputs - 1), outputs);
  const length = subtract(end, first);
  // Windows that are all as long begin at multiples of it.
  if (extent % outputs === 0) {
    const index = add(first, tap);
    return { tap, index, inside: [{ index, extent }], length: toIndex(longest) };
  }
  return {
    tap,
    index: minimum(add(first, tap), extent - 1),
    inside: [{ index: subtract(add(length, -1), tap), extent: longest }],
    length,
  };
}

function adaptivePool(
  combine: Combine,
  value: (rows: Along, columns: Along) => Scalar,
): LoopLowering<AdaptivePoolAttributes> {
  return {
    kind: 'loops',
    compute({ inputs: [input], output, attributes: { size } }) {
      const axes = outputAxes(output);
      const [n, c, y, x] = axes;
      const rows = along('ky', y, input.shape[2], size[0]);
      const columns = along('kx', x, input.shape[3], size[1]);
      return [
        {
          axes,
          output: indices(axes),
          reductions: [
            {
              name: RESULT_NAMES[combine],
              axes: [rows.tap, columns.tap],
              combine,
              body: read(0, [toIndex(n), toIndex(c), rows.index, columns.index]),
              domain: [...rows.inside, ...columns.inside],
            },
          ],
          intermediates: [],
          value: value(rows, columns),
        },
      ];
    },
    variant: ({ attributes: { size } }) => size.join('x'),
  };
}

export const adaptiveMaxPool = adaptivePool('max', () => result('largest'));

export const adaptiveAvgPool = adaptivePool('sum', (rows, columns) => {
  const [height, width] = [rows, columns].map(({ length }): Scalar => ({
    kind: 'integer',
    value: length,
  }));
  return binary('div', result('sum'), binary('mul', height, width));
});
