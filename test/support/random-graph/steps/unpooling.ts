import type { Step } from '../step.js';
import { hasRank } from '../step.js';

export const maxUnpool1dStep = unpooling('max_pool1d', 'max_unpool1d', 1);
export const maxUnpoolStep = unpooling('max_pool', 'max_unpool', 2);
export const maxUnpool3dStep = unpooling('max_pool3d', 'max_unpool3d', 3);

/** Pools with places and puts what is found back, perhaps after something else has been done with it. */
function unpooling(
  pool: 'max_pool1d' | 'max_pool' | 'max_pool3d',
  unpool: 'max_unpool1d' | 'max_unpool' | 'max_unpool3d',
  rank: number,
): Step {
  return (sketch, choices, name) => {
    const x = sketch.pick(choices, hasRank(rank + 2));
    if (x === undefined) return;
    const kernel = Array.from({ length: rank }, () => choices.between(1, 3));
    const strides = kernel.map(() => choices.between(1, 3));
    const pads = [...kernel, ...kernel].map((extent) => choices.below(extent));
    const window = { kernel, strides, pads };
    const dilations = kernel.map(() => 1);
    const pooling = { ...window, dilations, ceil_mode: false, places: true };
    const [largest, places] = sketch.nodes(pool, [x], pooling);
    if (largest === undefined || places === undefined) return;
    const changed = choices.flag() ? sketch.node('sigmoid', [largest]) : largest;
    if (changed === undefined) return;
    const size = x.type.shape.slice(2);
    sketch.node(unpool, [changed, places], { ...window, size }, name);
  };
}
