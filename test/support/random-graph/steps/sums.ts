import type { Step } from '../step.js';
import { someAxis } from '../step.js';

/** Sums up to each place, along any axis and in either direction. */
export const cumulativeSumStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, ({ type }) => type.shape.length > 0);
  if (x === undefined) return;
  const direction = { exclusive: choices.flag(), reverse: choices.flag() };
  sketch.node('cumulative_sum', [x], { axis: someAxis(x, choices), ...direction }, name);
};
