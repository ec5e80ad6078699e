import type { OpName } from '../../../../compiler/ir/ops/index.js';
import type { Step } from '../step.js';
import { onPicked } from '../step.js';

export const reduceSumStep: Step = reduction('reduce_sum');
export const reduceMeanStep: Step = reduction('reduce_mean');
export const reduceMaxStep: Step = reduction('reduce_max');
export const reduceMinStep: Step = reduction('reduce_min');
export const reduceLogSumExpStep: Step = reduction('reduce_log_sum_exp', 'tanh');
export const reduceL2Step: Step = reduction('reduce_l2');

// Products of many elements leave the range in which 32-bit floats can be compared, and a variance is what
// is left of much larger numbers.
export const reduceProductStep: Step = reduction('reduce_product', 'tanh');

export const reduceVarianceStep: Step = reduction('reduce_variance', 'tanh');

/** Along any axes, of what `bounded` makes of a value where that is given. */
function reduction(op: OpName, bounded?: 'tanh'): Step {
  return (sketch, choices, name) => {
    const x = bounded === undefined ? sketch.pick(choices) : onPicked(bounded)(sketch, choices);
    if (x === undefined || x.type.shape.length < 2) return;
    const axes = x.type.shape.flatMap((_, axis) => (axis > 0 && choices.flag() ? [axis] : []));
    sketch.node(op, [x], { axes, keepdims: choices.flag() }, name);
  };
}
