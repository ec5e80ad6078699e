import type { Value } from '../../../../compiler/ir/graph.js';
import type { Shape } from '../../../../compiler/ir/types.js';
import type { Sketch } from '../sketch.js';
import type { Step } from '../step.js';
import { hasRank } from '../step.js';

export const batchNormStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => value.type.shape.length >= 2);
  if (x === undefined) return;
  const [, channels] = x.type.shape;
  const around = { from: -1, to: 1 };
  const positive = { from: 0.5, to: 2 };
  const statistics = [positive, around, around, positive].map((range) =>
    sketch.constant([channels], range, 'statistic'),
  );
  sketch.node('batch_norm', [x, ...statistics], { epsilon: 1e-5 }, name);
};

export const instanceNormStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  if (x === undefined) return;
  const affine = affineOf(sketch, [x.type.shape[1]]);
  // A larger epsilon, since the quotient of a nearly constant picture is all rounding.
  sketch.node('instance_norm', [x, ...(choices.flag() ? affine : [])], { epsilon: 0.1 }, name);
};

export const groupNormStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  if (x === undefined) return;
  const [, channels] = x.type.shape;
  const groups = choices.of([1, channels % 2 === 0 ? 2 : 1, channels]);
  const affine = choices.flag() ? affineOf(sketch, [channels]) : [];
  sketch.node('group_norm', [x, ...affine], { groups, epsilon: 0.1 }, name);
};

export const layerNormStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, ({ type }) => type.shape.length >= 1);
  if (x === undefined) return;
  const axis = choices.between(0, x.type.shape.length - 1);
  const affine = choices.flag() ? affineOf(sketch, x.type.shape.slice(axis)) : [];
  sketch.node('layer_norm', [x, ...affine], { axis, epsilon: 0.1 }, name);
};

export const rmsNormStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, ({ type }) => type.shape.length >= 1);
  if (x === undefined) return;
  const axis = choices.between(0, x.type.shape.length - 1);
  const [weight] = affineOf(sketch, x.type.shape.slice(axis));
  sketch.node('rms_norm', [x, ...(choices.flag() ? [weight] : [])], { axis, epsilon: 0.1 }, name);
};

export const localResponseNormStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  const size = choices.between(1, 5);
  const attributes = { size, alpha: 0.1, beta: choices.of([0.75, 1, 0.4]), k: 1 };
  if (x !== undefined) sketch.node('local_response_norm', [x], attributes, name);
};

/** A weight and a bias of a normalisation. */
function affineOf(sketch: Sketch, shape: Shape): Value[] {
  return [
    { from: 0.5, to: 2 },
    { from: -1, to: 1 },
  ].map((range) => sketch.constant(shape, range, 'affine'));
}
