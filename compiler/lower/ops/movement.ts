import type { Attributes } from '../../ir/graph.js';
import type { ConcatAttributes } from '../../ir/ops/concat.js';
import type { PadAttributes } from '../../ir/ops/pad.js';
import type { SliceAttributes } from '../../ir/ops/slice.js';
import type { SplitAttributes } from '../../ir/ops/split.js';
import type { TransposeAttributes } from '../../ir/ops/transpose.js';
import type { TensorType } from '../../ir/types.js';
import { rowMajorStrides } from '../../ir/types.js';
import { number, read, wholeNumber } from '../formulas/compute.js';
import type { Index, Variable } from '../formulas/index-expr.js';
import { add, divide, modulo, scale, toIndex } from '../formulas/index-expr.js';
import type { LoopLowering } from '../lowering.js';
import { indices, outputAxes, pointwise } from '../lowering.js';

/** The same elements in another physical layout: the operand's site differs, not the index. */
export const relayout: LoopLowering<Attributes> = {
  kind: 'loops',
  compute({ output }) {
    const axes = outputAxes(output);
    return [pointwise(axes, read(0, indices(axes)))];
  },
};

/** Reshape and flatten keep the row-major position p = Σ index · stride of every element. */
export const reshape: LoopLowering<Attributes> = {
  kind: 'loops',
  compute({ inputs: [input], output }) {
    const axes = outputAxes(output);
    const strides = rowMajorStrides(output.shape);
    const position = add(...axes.map((axis, index) => scale(axis, strides[index])));
    return [pointwise(axes, read(0, unravel(position, input.shape)))];
  },
};

export const flatten = reshape;

export const transpose: LoopLowering<TransposeAttributes> = {
  kind: 'loops',
  compute({ output, attributes: { permutation } }) {
    const axes = outputAxes(output);
    const index = permutation.map((_, axis) => toIndex(axes[permutation.indexOf(axis)]));
    return [pointwise(axes, read(0, index))];
  },
};

export const slice: LoopLowering<SliceAttributes> = {
  kind: 'loops',
  compute({ output, attributes: { axes: cut, starts, steps } }) {
    const axes = outputAxes(output);
    const rank = axes.length;
    const index = axes.map((axis, position) => {
      const at = cut.findIndex((named) => (named < 0 ? named + rank : named) === position);
      return at < 0 ? toIndex(axis) : add(starts[at], scale(axis, steps[at]));
    });
    return [pointwise(axes, read(0, index))];
  },
};

/** One computation per part, each filling an output of its own. */
export const split: LoopLowering<SplitAttributes> = {
  kind: 'loops',
  compute({ outputs, attributes: { axis } }) {
    return outputs.map((part, target) => {
      const axes = outputAxes(part);
      return { ...pointwise(axes, read(0, stretchOf(outputs, target, axes, axis))), target };
    });
  },
};

/** Where `axes` of part number `at` lie in all parts one after another along `axis`. */
function stretchOf(
  parts: readonly TensorType[],
  at: number,
  axes: readonly Variable[],
  axis: number,
): Index[] {
  const along = axis < 0 ? axis + axes.length : axis;
  const start = parts.slice(0, at).reduce((sum, { shape }) => sum + shape[along], 0);
  return axes.map((each, position) => (position === along ? add(each, start) : toIndex(each)));
}

export const pad: LoopLowering<PadAttributes> = {
  kind: 'loops',
  compute({ inputs: [input], output, attributes: { pads, value } }) {
    const axes = outputAxes(output);
    const index = axes.map((axis, position) => add(axis, -pads[position]));
    return [
      pointwise(axes, {
        kind: 'inside',
        bounds: index.map((coordinate, axis) => ({
          index: coordinate,
          extent: input.shape[axis],
        })),
        value: read(0, index),
        otherwise: output.element === 'f32' ? number(value) : wholeNumber(value),
      }),
    ];
  },
};

/** One computation per part, each filling its own stretch of the axis. */
export const concat: LoopLowering<ConcatAttributes> = {
  kind: 'loops',
  compute({ inputs, attributes: { axis } }) {
    return inputs.map((part, operand) => {
      const axes = outputAxes(part);
      return {
        axes,
        output: stretchOf(inputs, operand, axes, axis),
        reductions: [],
        intermediates: [],
        value: read(operand, indices(axes)),
      };
    });
  },
};

function unravel(position: Index, shape: readonly number[]): Index[] {
  const strides = rowMajorStrides(shape);
  return shape.map((extent, axis) => {
    const quotient = divide(position, strides[axis]);
    return axis === 0 ? quotient : modulo(quotient, extent);
  });
}
