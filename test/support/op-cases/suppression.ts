import type { OpCase, Operand } from './case.js';
import { opCase, operand } from './case.js';

/** Boxes of whole numbers, so that what they have in common is exact. */
function boxes(...corners: readonly (readonly number[])[]): Operand {
  return { shape: [1, corners.length, 4], values: corners.flat() };
}

function scores(...values: readonly number[]): Operand {
  return { shape: [1, 1, values.length], values };
}

const UNLIMITED = { iou_threshold: 0.5, score_threshold: -1e30 };

/** From ONNX Runtime: A and B have exactly a half in common, the corners of D are the other way round. */
const ABCDE = boxes([0, 0, 1, 2], [0, 0, 1, 1], [5, 5, 6, 6], [8, 8, 7, 7], [20, 20, 21, 21]);

export function* suppressionCases(): Iterable<OpCase> {
  const op = 'non_max_suppression';
  for (const count of [1, 2, 3, 4, 5, 9, 31]) {
    const many: Operand = { shape: [1, count, 4], range: { from: 0, to: 3 } };
    for (const capacity of new Set([1, 4, count + 2])) {
      const form = { capacity, iou_threshold: 0.3, score_threshold: -0.5 };
      yield opCase(op, [many, operand(1, 1, count)], form);
    }
  }
  for (const [images, classes, count] of [
    [2, 3, 7],
    [3, 1, 4],
    [1, 4, 10],
  ]) {
    const many: Operand = { shape: [images, count, 4], range: { from: 0, to: 2 } };
    const form = { capacity: 5, iou_threshold: 0.2, score_threshold: 0 };
    yield opCase(op, [many, operand(images, classes, count)], form);
  }
  const constant: Operand = { shape: [2, 6, 4], range: { from: 0, to: 2 }, constant: true };
  yield opCase(op, [constant, operand(2, 2, 6)], { capacity: 4, ...UNLIMITED });
  for (const iou_threshold of [0.5, 0.49, 0, 1]) {
    const form = { capacity: 10, iou_threshold, score_threshold: 0.5 };
    yield opCase(op, [ABCDE, scores(0.9, 0.8, 0.8, 0.8, 0.5)], form);
  }
  const row = boxes([0, 0, 2, 2], [0, 2, 2, 4], [0, 4, 2, 6], [0, 0, 2, 2], [0, 4, 2, 6]);
  const equal = scores(0.25, 0.25, 0.25, 0.25, 0.25);
  for (const iou_threshold of [0, 0.5]) {
    yield opCase(op, [row, equal], { capacity: 5, iou_threshold, score_threshold: 0 }, 'touching');
  }
  yield opCase(op, [row, equal], { ...UNLIMITED, capacity: 5, score_threshold: 0.25 }, 'none left');
  const flat = boxes([1, 1, 1, 1], [1, 1, 1, 1], [0, 0, 0, 5], [0, 0, 2, 2], [1, 0, 1, 2]);
  yield opCase(op, [flat, equal], { capacity: 6, ...UNLIMITED, iou_threshold: 0 }, 'no area');
  const special = scores(Infinity, NaN, -Infinity, 2, NaN);
  yield opCase(op, [row, special], { capacity: 5, ...UNLIMITED });
  yield opCase(op, [row, special], { capacity: 5, ...UNLIMITED, score_threshold: 1 });
}
