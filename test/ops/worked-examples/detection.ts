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
  // A map whose elements are their places: the largest of a bin is its last.
  'roi-pool-bins': ({ given, answer }) => {
    const [height, width] = given.roi as number[];
    const { rows, cols } = answer as Readonly<Record<'rows' | 'cols', Matrix>>;
    const map = Array.from({ length: height * width }, (_, at) => at);
    const body = (sign: string): string => `  input x: tensor(1, 1, ${height}, ${width})
  output y = roi_pool(${sign}x, [[0, 0, ${width - 1}, ${height - 1}]], [${String(given.out)}])`;
    const last = rows.flatMap(([, row]) => cols.map(([, column]) => row * width + column));
    expectNumbers(answersOf(body(''), { x: map }).y, last);
    const first = rows.flatMap(([row]) => cols.map(([column]) => -(row * width + column)));
    expectNumbers(answersOf(body('-'), { x: map }).y, first);
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
