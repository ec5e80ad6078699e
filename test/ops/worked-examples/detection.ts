import { expect } from 'vitest';
import { answersOf } from './answers.js';
import type { Checks } from './entry.js';
import { expectNumbers } from './entry.js';
import type { Matrix } from './matrices.js';
import { Calculator } from './matrices.js';

/** Boxes that overlap, and which of them to keep. */
export const detectionChecks: Checks = {
  'iou-matrix': ({ given, answer }) => {
    const boxes = given.boxes_x1y1x2y2 as Matrix;
    const { y } = answersOf(
      `  input boxes: tensor(${boxes.length}, 4)
  output y = box_iou(boxes, boxes)`,
      { boxes },
    );
    expectNumbers(y, (answer as Matrix).flat());
  },
  'nms-greedy': ({ given, answer }) => {
    const boxes = given.boxes_x1y1x2y2 as Matrix;
    const { scores, thresholds } = given as Record<string, number[]>;
    const kept = thresholds.map((threshold): [string, number[]] => {
      const calculator = new Calculator();
      const inputs = [
        calculator.literal([1, boxes.length, 4], boxes.flat()),
        calculator.literal([1, 1, scores.length], scores),
      ];
      const args = { capacity: boxes.length, iou_threshold: threshold };
      const positions = calculator.numbers(calculator.op('non_max_suppression', inputs, args));
      return [String(threshold), positions.filter((position) => position >= 0)];
    });
    expect(Object.fromEntries(kept)).toEqual(answer);
  },
};
