import { windowOutput } from '../../../../compiler/ir/ops/shared/window.js';
import { elementCount } from '../../../../compiler/ir/types.js';
import type { Step } from '../step.js';
import { hasRank } from '../step.js';

export const localConv1dStep = localConvolution('local_conv1d', 1);
export const localConvStep = localConvolution('local_conv', 2);
export const localConv3dStep = localConvolution('local_conv3d', 3);

function localConvolution(op: 'local_conv1d' | 'local_conv' | 'local_conv3d', rank: number): Step {
  return (sketch, choices, name) => {
    const x = sketch.pick(choices, hasRank(rank + 2));
    if (x === undefined) return;
    const [, channels, ...picture] = x.type.shape;
    const kernel = picture.map((extent) => choices.between(1, Math.min(extent, 3)));
    const strides = kernel.map(() => choices.between(1, 2));
    const pads = [...kernel, ...kernel].map((extent) => choices.below(extent));
    const outputs = choices.between(1, 5);
    const dilations = kernel.map(() => 1);
    const places = windowOutput(op, picture, { kernel, strides, pads, dilations });
    const terms = channels * elementCount(kernel);
    const weight = sketch.weight([...places, outputs, channels, ...kernel], terms);
    const bias = choices.flag() ? [sketch.constant([outputs, ...places])] : [];
    sketch.node(op, [x, weight, ...bias], { strides, pads }, name);
  };
}
