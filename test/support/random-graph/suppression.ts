import type { Step } from './step.js';

/** Which of some boxes to keep, as positions that other steps may then use. */
export const nonMaxSuppressionStep: Step = (sketch, choices, name) => {
  const boxes = sketch.pick(choices, ({ type: { shape } }) => shape.length === 3 && shape[2] === 4);
  if (boxes === undefined) return;
  const [n, count] = boxes.type.shape;
  const scores = sketch.constant([n, choices.between(1, 2), count]);
  const attributes = {
    capacity: choices.between(1, 4),
    iou_threshold: choices.of([0.25, 0.5]),
    score_threshold: 0,
  };
  sketch.node('non_max_suppression', [boxes, scores], attributes, name);
};
