import { elementCount } from '../../../../compiler/ir/types.js';
import { optionalBias } from '../layer.js';
import type { Step } from '../step.js';
import { hasRank } from '../step.js';

export const winogradConv2dStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => hasRank(4)(value) && value.type.shape[1] % 4 === 0);
  if (x === undefined) return;
  const [, channels] = x.type.shape;
  const kernel = [choices.of([1, 3, 5]), choices.of([2, 3])];
  const weights = [
    sketch.weight([8, channels, ...kernel], channels * elementCount(kernel)),
    ...optionalBias(sketch, choices, 8),
  ];
  const pads = [0, 0, 0, 0].map(() => choices.between(0, 2));
  const tile = kernel.map((taps) => (taps === 1 ? 1 : choices.of([2, 4])));
  const attributes = { pads, tile, strips: 1, blocks: 1, slots: 1 };
  sketch.node('winograd_conv2d', [x, ...weights], attributes, name);
};

export const winogradConvTranspose2dStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => hasRank(4)(value) && value.type.shape[1] % 4 === 0);
  if (x === undefined) return;
  const [, channels] = x.type.shape;
  const kernel = [choices.between(2, 4), choices.between(2, 4)];
  const weights = [
    sketch.weight([channels, 8, ...kernel], channels * elementCount(kernel)),
    ...optionalBias(sketch, choices, 8),
  ];
  const pads = [0, 0, 0, 0].map(() => choices.between(0, 1));
  const attributes = { pads, strides: [2, 2], output_padding: [0, 0] };
  const tiles = { tile: choices.of([2, 4]), strips: 1, blocks: 1, slots: 1 };
  sketch.node('winograd_conv_transpose2d', [x, ...weights], { ...attributes, ...tiles }, name);
};
