import type { ExtremePositionAttributes } from '../../ir/ops/shared/extreme-position.js';
import type { Scalar } from '../formulas/compute.js';
import { number, read, result, select, unary } from '../formulas/compute.js';
import type { Variable } from '../formulas/index-expr.js';
import { toIndex, variable } from '../formulas/index-expr.js';
import type { LoopLowering } from '../lowering.js';
import { indices, outputAxes } from '../lowering.js';

/**
 * The least i at which x_i is the largest, as two reductions: the largest, and the least of the positions
 * that have it. A maximum of which any element is NaN is NaN, and equal to none; then those count that are
 * NaN, and if there are such, it is.
 */
function positionOf(sign: 1 | -1): LoopLowering<ExtremePositionAttributes> {
  return {
    kind: 'loops',
    compute({ inputs: [{ shape }], output, attributes }) {
      const axes = outputAxes(output);
      const axis = attributes.axis < 0 ? attributes.axis + shape.length : attributes.axis;
      const i = variable('i', shape[axis]);
      const at = (position: Variable): Variable[] =>
        attributes.keepdims ? axes.with(axis, position) : axes.toSpliced(axis, 0, position);
      const element = read(0, indices(at(i)));
      const signed = sign === 1 ? element : unary('neg', element);
      const before = minus(i);
      const never = number(-Infinity);
      const ifNaN = select('ne', [element, element], before, never);
      return [
        {
          axes,
          output: indices(axes),
          reductions: [
            { name: 'best', axes: [i], combine: 'max', body: signed, domain: [] },
            {
              name: 'first',
              axes: [i],
              combine: 'max',
              body: select('eq', [signed, result('best')], before, ifNaN),
              domain: [],
            },
          ],
          intermediates: [],
          value: unary('to-i32', unary('neg', result('first'))),
        },
      ];
    },
  };
}

/** −i, so that the largest of several is that of the first. */
function minus(i: Variable): Scalar {
  return unary('neg', { kind: 'integer', value: toIndex(i) });
}

export const argmax = positionOf(1);
export const argmin = positionOf(-1);
