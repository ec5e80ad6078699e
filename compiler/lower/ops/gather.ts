import type { Attributes } from '../../ir/graph.js';
import type { GatherAttributes } from '../../ir/ops/gather.js';
import type { TensorType } from '../../ir/types.js';
import type { Compute } from '../formulas/compute.js';
import { read } from '../formulas/compute.js';
import { toIndex } from '../formulas/index-expr.js';
import type { LoopLowering } from '../lowering.js';
import { indices, outputAxes, pointwise } from '../lowering.js';

/** x[…, indices[j…], …] */
export const gather: LoopLowering<GatherAttributes> = {
  kind: 'loops',
  compute: ({ inputs, output, attributes }) => {
    const [{ shape }] = inputs;
    const { axis } = attributes;
    const along = axis < 0 ? axis + shape.length : axis;
    return [gathered(inputs, { table: 0, indices: 1 }, along, output)];
  },
};

/** weight[x[…], k] */
export const embedding: LoopLowering<Attributes> = {
  kind: 'loops',
  compute: ({ inputs, output }) => [gathered(inputs, { table: 1, indices: 0 }, 0, output)],
};

/** An element of a table at the place along `axis` that an element of the indices says. */
function gathered(
  inputs: readonly TensorType[],
  operands: { readonly table: number; readonly indices: number },
  axis: number,
  output: TensorType,
): Compute {
  const axes = outputAxes(output);
  const end = axis + inputs[operands.indices].shape.length;
  const entry = toIndex({
    kind: 'lookup',
    tensor: operands.indices,
    index: indices(axes.slice(axis, end)),
    extent: inputs[operands.table].shape[axis],
  });
  const place = [...indices(axes.slice(0, axis)), entry, ...indices(axes.slice(end))];
  return pointwise(axes, read(operands.table, place));
}

/** x[…, indices[…, j, …], …] */
export const gatherElements: LoopLowering<GatherAttributes> = {
  kind: 'loops',
  compute: ({ inputs: [{ shape }], output, attributes }) => {
    const axes = outputAxes(output);
    const axis = attributes.axis < 0 ? attributes.axis + shape.length : attributes.axis;
    const entry = toIndex({
      kind: 'lookup',
      tensor: 1,
      index: indices(axes),
      extent: shape[axis],
    });
    return [pointwise(axes, read(0, indices(axes).with(axis, entry)))];
  },
};
