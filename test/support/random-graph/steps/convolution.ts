import { elementCount } from '../../../../compiler/ir/types.js';
import { divisors, geometry, optionalBias } from '../layer.js';
import type { Choices, Sketch } from '../sketch.js';
import type { Step } from '../step.js';
import { hasRank } from '../step.js';

export const conv2dStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  if (x === undefined) return;
  const [, channels] = x.type.shape;
  const isPointwise = choices.below(4) === 3;
  const kernel = isPointwise ? [1, 1] : [choices.between(1, 3), choices.between(1, 3)];
  const groups = choices.of([1, 1, ...divisors(channels)]);
  const outputs = groups * choices.between(1, groups === 1 ? 6 : 2);
  const shape = [outputs, channels / groups, ...kernel];
  const weights = [
    sketch.weight(shape, elementCount(shape.slice(1))),
    ...optionalBias(sketch, choices, outputs),
  ];
  const plain = { strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0] };
  const attributes = { ...(isPointwise ? plain : geometry(choices)), groups };
  sketch.node('conv2d', [x, ...weights], attributes, name);
};

export const conv1dStep: Step = (sketch, choices, name) => {
  spatialConvolution(sketch, choices, 1, name);
};

export const conv3dStep: Step = (sketch, choices, name) => {
  spatialConvolution(sketch, choices, 3, name);
};

export const depthwiseConv2dStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  if (x === undefined) return;
  const [, channels] = x.type.shape;
  const kernel = [choices.between(1, 3), choices.between(1, 3)];
  const shape = [channels * choices.between(1, 2), 1, ...kernel];
  const weights = [
    sketch.weight(shape, elementCount(kernel)),
    ...optionalBias(sketch, choices, shape[0]),
  ];
  sketch.node('depthwise_conv2d', [x, ...weights], geometry(choices), name);
};

/** Of rows or volumes. */
function spatialConvolution(sketch: Sketch, choices: Choices, rank: 1 | 3, name?: string): void {
  const x = sketch.pick(choices, hasRank(rank + 2));
  if (x === undefined) return;
  const [, channels] = x.type.shape;
  const groups = choices.of([1, 1, ...divisors(channels)]);
  const outputs = groups * choices.between(1, groups === 1 ? 6 : 2);
  const kernel = Array.from({ length: rank }, () => choices.between(1, 3));
  const shape = [outputs, channels / groups, ...kernel];
  const weights = [
    sketch.weight(shape, elementCount(shape.slice(1))),
    ...optionalBias(sketch, choices, outputs),
  ];
  const attributes = { ...geometry(choices, rank), groups };
  sketch.node(rank === 1 ? 'conv1d' : 'conv3d', [x, ...weights], attributes, name);
}
