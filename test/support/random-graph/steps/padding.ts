import type { Step } from '../step.js';
import { hasRank } from '../step.js';
import { conv2dStep } from './convolution.js';
import { avgPoolStep } from './pooling.js';

export const padStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => value.type.shape.length > 0);
  if (x === undefined) return;
  const rank = x.type.shape.length;
  const isPicture = rank === 4 && choices.below(3) > 0;
  const pads = Array.from({ length: 2 * rank }, (_, side) =>
    isPicture && side % rank < 2 ? 0 : choices.below(3),
  );
  const padded = sketch.node('pad', [x], { pads, value: choices.of([0, 0, -1.5]) }, name);
  // What follows a padded picture is what passes look at.
  if (isPicture && padded !== undefined) choices.of([conv2dStep, avgPoolStep])(sketch, choices);
};

export const reflectionPadStep: Step = border('reflection_pad');
export const replicationPadStep: Step = border('replication_pad');
export const circularPadStep: Step = border('circular_pad');
export const symmetricPadStep: Step = border('symmetric_pad');

/** A border around a picture, which zeros around the next op must not be taken for. */
function border(op: 'reflection_pad' | 'replication_pad' | 'circular_pad' | 'symmetric_pad'): Step {
  return (sketch, choices, name) => {
    const x = sketch.pick(choices, hasRank(4));
    if (x === undefined) return;
    const pads = Array.from({ length: 8 }, (_, side) => (side % 4 < 2 ? 0 : choices.below(3)));
    sketch.node(op, [x], { pads }, name);
    choices.of([conv2dStep, avgPoolStep])(sketch, choices);
  };
}
