import { elementCount } from '../../../../compiler/ir/types.js';
import { divisors, geometry, optionalBias } from '../layer.js';
import type { Step } from '../step.js';
import { hasRank } from '../step.js';

export const convTranspose1dStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(3));
  if (x === undefined) return;
  const [, channels] = x.type.shape;
  const groups = choices.of([1, 1, ...divisors(channels)]);
  const shape = [channels, choices.between(1, 4), choices.between(1, 4)];
  const weights = [
    sketch.weight(shape, (channels / groups) * shape[2]),
    ...optionalBias(sketch, choices, groups * shape[1]),
  ];
  const output_padding = [choices.of([0, 0, 1])];
  const attributes = { ...geometry(choices, 1), output_padding, groups };
  sketch.node('conv_transpose1d', [x, ...weights], attributes, name);
};

export const convTranspose2dStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  if (x === undefined) return;
  const [, channels] = x.type.shape;
  const groups = choices.of([1, 1, ...divisors(channels)]);
  const perGroup = choices.between(1, 4);
  const shape = [channels, perGroup, choices.between(1, 4), choices.between(1, 4)];
  const weights = [
    sketch.weight(shape, (channels / groups) * elementCount(shape.slice(2))),
    ...optionalBias(sketch, choices, groups * perGroup),
  ];
  const output_padding = [choices.of([0, 0, 1]), choices.of([0, 0, 1])];
  const attributes = { ...geometry(choices), output_padding, groups };
  sketch.node('conv_transpose2d', [x, ...weights], attributes, name);
};

export const convTranspose3dStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(5));
  if (x === undefined) return;
  const [, channels] = x.type.shape;
  const kernel = [1, 2, 3].map((most) => choices.between(1, most));
  const outputs = choices.between(1, 4);
  const terms = channels * kernel[0] * kernel[1] * kernel[2];
  const weight = sketch.weight([channels, outputs, ...kernel], terms);
  const bias = choices.flag() ? [sketch.constant([outputs])] : [];
  const attributes = {
    strides: kernel.map(() => choices.of([1, 1, 2])),
    dilations: kernel.map(() => choices.of([1, 1, 2])),
    pads: [0, 0, 0, 0, 0, choices.below(2)],
    output_padding: [0, 0, 0],
    groups: 1,
  };
  sketch.node('conv_transpose3d', [x, weight, ...bias], attributes, name);
};
