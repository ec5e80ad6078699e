import { SCATTER_REDUCTIONS } from '../../../../compiler/ir/ops/shared/scatter.js';
import type { Step } from '../step.js';
import { someAxis } from '../step.js';

/** Some constants over elements along an axis. */
export const scatterElementsStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => value.type.shape.length > 0);
  if (x === undefined) return;
  const axis = someAxis(x, choices);
  const shape = x.type.shape.with(axis, choices.between(1, 4));
  const indices = sketch.indices(shape, x.type.shape[axis]);
  const reduction = choices.of(SCATTER_REDUCTIONS) ?? 'none';
  sketch.node('scatter_elements', [x, indices, sketch.constant(shape)], { axis, reduction }, name);
};

/** Some constants over slices of the first axis. */
export const scatterNdStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => value.type.shape.length > 0);
  if (x === undefined) return;
  const [extent, ...others] = x.type.shape;
  const count = choices.between(1, 4);
  const updates = sketch.constant([count, ...others]);
  const reduction = choices.of(SCATTER_REDUCTIONS) ?? 'none';
  sketch.node('scatter_nd', [x, sketch.indices([count, 1], extent), updates], { reduction }, name);
};
