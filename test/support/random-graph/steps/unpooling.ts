import type { Step } from '../step.js';
import { hasRank } from '../step.js';

/** Pools with places and puts what is found back, perhaps after something else has been done with it. */
export const maxUnpoolStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  if (x === undefined) return;
  const kernel = [choices.between(1, 3), choices.between(1, 3)];
  const strides = [choices.between(1, 3), choices.between(1, 3)];
  const pads = [...kernel, ...kernel].map((extent) => choices.below(extent));
  const window = { kernel, strides, pads };
  const pooling = { ...window, dilations: [1, 1], ceil_mode: false, places: true };
  const [largest, places] = sketch.nodes('max_pool', [x], pooling);
  if (largest === undefined || places === undefined) return;
  const changed = choices.flag() ? sketch.node('sigmoid', [largest]) : largest;
  if (changed === undefined) return;
  const size = x.type.shape.slice(2);
  sketch.node('max_unpool', [changed, places], { ...window, size }, name);
};
