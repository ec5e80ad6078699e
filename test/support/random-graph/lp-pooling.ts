import type { Step } from './step.js';
import { hasRank, window } from './step.js';

export const lpPoolStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, hasRank(4));
  if (x === undefined) return;
  const dilations = [choices.of([1, 1, 2]), choices.of([1, 1, 2])];
  sketch.node('lp_pool', [x], { ...window(choices), dilations, p: choices.of([1, 2]) }, name);
};
