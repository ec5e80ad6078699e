import { windowOutput } from '../../../../compiler/ir/ops/shared/window.js';
import type { Step } from '../step.js';
import { hasRank } from '../step.js';

export const localConvStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  if (x === undefined) return;
  const [, channels, ...picture] = x.type.shape;
  const kernel = picture.map((extent) => choices.between(1, Math.min(extent, 3)));
  const strides = [choices.between(1, 2), choices.between(1, 2)];
  const pads = [...kernel, ...kernel].map((extent) => choices.below(extent));
  const outputs = choices.between(1, 5);
  const places = windowOutput('local_conv', picture, { kernel, strides, pads, dilations: [1, 1] });
  const terms = channels * kernel[0] * kernel[1];
  const weight = sketch.weight([...places, outputs, channels, ...kernel], terms);
  const bias = choices.flag() ? [sketch.constant([outputs, ...places])] : [];
  sketch.node('local_conv', [x, weight, ...bias], { strides, pads }, name);
};
