import { expect } from 'vitest';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import { loadNetwork } from '../../../compiler/frontend/index.js';
import { tensor } from '../../../compiler/ir/tensor.js';
import type { Checks } from './entry.js';
import { expectNumbers } from './entry.js';
import type { Matrix } from './matrices.js';
import { Calculator } from './matrices.js';

/** Boxes that overlap, and which of them to keep. */
export const detectionChecks: Checks = {
  'iou-matrix': ({ given, answer }) => {
    const boxes = given.boxes_x1y1x2y2 as Matrix;
    const shape = [boxes.length, 4];
    const source = `network overlaps {
  input boxes: tensor(${shape.join(', ')})
  output y = box_iou(boxes, boxes)
}
`;
    const { graph } = loadNetwork({ path: 'overlaps.net', source, loadSource: () => undefined });
    if (graph === undefined) throw new Error('the source has mistakes');
    const { y } = interpret(graph, { boxes: tensor(shape, boxes.flat()) });
    expectNumbers([...y.data], (answer as Matrix).flat());
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
