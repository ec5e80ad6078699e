import type { Step } from './step.js';
import { hasRank } from './step.js';

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
