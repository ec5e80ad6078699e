import type { Step } from '../step.js';

/** Those of some boxes that are kept; the last again and again where none is left. */
export const nonMaxSuppressionStep: Step = (sketch, choices, name) => {
  const boxes = sketch.pickExact(choices, ({ type: { element, shape } }) => {
    return element === 'f32' && shape.length === 3 && shape[2] === 4;
  });
  if (boxes === undefined) return;
  const [n, count] = boxes.type.shape;
  const scores = sketch.constant([n, choices.between(1, 2), count]);
  const attributes = {
    capacity: choices.between(1, 4),
    iou_threshold: choices.of([0.25, 0.5]),
    score_threshold: 0,
  };
  const kept = sketch.nodes('non_max_suppression', [boxes, scores], attributes).at(0);
  if (kept === undefined) return;
  sketch.node('gather', [boxes, kept], { axis: 1 }, name);
};
