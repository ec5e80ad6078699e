import type { OpName } from '../../../../compiler/ir/ops/index.js';
import type { Step } from '../step.js';
import { hasRank, window } from '../step.js';

export const maxPoolStep: Step = (sketch, choices, name) => {
  const dilations = [choices.of([1, 1, 2]), choices.of([1, 1, 2])];
  const x = sketch.pick(choices, hasRank(4));
  if (x !== undefined) sketch.node('max_pool', [x], { ...window(choices), dilations }, name);
};

export const avgPoolStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  const count_include_pad = choices.flag();
  if (x !== undefined) {
    sketch.node('avg_pool', [x], { ...window(choices), count_include_pad }, name);
  }
};

export const maxPool1dStep: Step = spatialPooling('max_pool1d', 1);
export const maxPool3dStep: Step = spatialPooling('max_pool3d', 3);
export const avgPool1dStep: Step = spatialPooling('avg_pool1d', 1);
export const avgPool3dStep: Step = spatialPooling('avg_pool3d', 3);

export const lpPool1dStep: Step = lpPooling('lp_pool1d', 1);
export const lpPoolStep: Step = lpPooling('lp_pool', 2);
export const lpPool3dStep: Step = lpPooling('lp_pool3d', 3);

export const globalAvgPoolStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  if (x !== undefined) sketch.node('global_avg_pool', [x], {}, name);
};

export const globalMaxPoolStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  if (x !== undefined) sketch.node('global_max_pool', [x], {}, name);
};

export const adaptiveAvgPoolStep: Step = adaptive('adaptive_avg_pool');
export const adaptiveMaxPoolStep: Step = adaptive('adaptive_max_pool');

function spatialPooling(
  op: 'max_pool1d' | 'max_pool3d' | 'avg_pool1d' | 'avg_pool3d',
  rank: 1 | 3,
): Step {
  return (sketch, choices, name) => {
    const x = sketch.pick(choices, hasRank(rank + 2));
    if (x === undefined) return;
    const form = window(choices, rank);
    const dilations = form.kernel.map(() => choices.of([1, 1, 2]));
    const count_include_pad = choices.flag();
    const isMaximum = op === 'max_pool1d' || op === 'max_pool3d';
    sketch.node(op, [x], isMaximum ? { ...form, dilations } : { ...form, count_include_pad }, name);
  };
}

function lpPooling(op: 'lp_pool1d' | 'lp_pool' | 'lp_pool3d', rank: number): Step {
  return (sketch, choices, name) => {
    const x = sketch.pick(choices, hasRank(rank + 2));
    if (x === undefined) return;
    const form = window(choices, rank);
    const dilations = form.kernel.map(() => choices.of([1, 1, 2]));
    sketch.node(op, [x], { ...form, dilations, p: choices.of([1, 2]) }, name);
  };
}

function adaptive(op: OpName): Step {
  return (sketch, choices, name) => {
    const x = sketch.pick(choices, hasRank(4));
    const size = [choices.between(1, 4), choices.between(1, 4)];
    if (x !== undefined) sketch.node(op, [x], { size }, name);
  };
}
