import type { Attributes } from '../graph.js';
import { roundUp } from '../layout.js';
import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import type { Tensor } from '../tensor.js';
import { zeros } from '../tensor.js';
import type { TensorType } from '../types.js';
import { i32 } from '../types.js';
import { readAt, write } from './shared/access.js';
import { requireAxes, requireInteger, shapeText } from './shared/checks.js';
import { comesBefore } from './shared/order.js';

export interface NonMaxSuppressionAttributes extends Attributes {
  readonly capacity: number;
  readonly iou_threshold: number;
  readonly score_threshold: number;
}

/** What stands where no box is left. */
export const NO_BOX = -1;

/** What the kernel keeps of each box: where its sides are, and its area. */
export const SIDES = ['least y', 'least x', 'greatest y', 'greatest x', 'area'] as const;

export const nonMaxSuppression: OpDefinition<NonMaxSuppressionAttributes> = {
  name: 'non_max_suppression',
  summary:
    'Which boxes to keep of those that overlap: of each class the box with the highest score, then the ' +
    'highest of those that overlap none kept before by more than `iou_threshold`, and so on. Boxes ' +
    '[N,B,4], scores [N,C,B]; the positions of the kept boxes are [N,C,capacity], the highest score ' +
    'first, of equal ones the lower position, and −1 where no box is left; how many there are is [N,C]. Boxes overlap by the area of ' +
    'their intersection over that of their union: A∩B > iou_threshold · A∪B.',
  inputs: [{ name: 'boxes' }, { name: 'scores' }],
  attributes: {
    capacity: { kind: 'integer', doc: 'the most boxes to keep of each class' },
    iou_threshold: { kind: 'number', doc: 'how much of their union kept boxes may have in common' },
    score_threshold: { kind: 'number', doc: 'what the score of a kept box is greater than' },
  },
  alone: true,

  infer([boxes, scores], { capacity, iou_threshold }) {
    requireAxes('non_max_suppression', boxes, ['N', 'B', '4'], 0);
    requireAxes('non_max_suppression', scores, ['N', 'C', 'B'], 1);
    requireBoxes(boxes, scores);
    requireInteger('non_max_suppression', 'capacity', capacity, 1);
    requireShare(iou_threshold);
    const [n, c] = scores.shape;
    return [i32(n, c, capacity), i32(n, c)];
  },

  evaluate([boxes, scores], attributes, [keptType, countType]) {
    const all = zeros(keptType);
    const counts = zeros(countType);
    const [images, classes, capacity] = keptType.shape;
    for (let n = 0; n < images; n++) {
      for (let c = 0; c < classes; c++) {
        const kept = keptBoxes(boxes, scores, [n, c], attributes);
        const line = n * classes + c;
        write(counts, line, kept.length);
        for (let place = 0; place < capacity; place++) {
          write(all, line * capacity + place, kept[place] ?? NO_BOX);
        }
      }
    }
    return [all, counts];
  },

  scalarOperands: () => [0, 1],

  // Whole vectors, of which the last is filled up with boxes that are not there.
  workspace([{ shape }]) {
    const count = roundUp(shape[1], 4);
    return [
      { name: 'sides', shape: [SIDES.length, count], offset: 0 },
      { name: 'left', shape: [count], offset: SIDES.length * count },
    ];
  },

  surface: {
    name: 'non_max_suppression',
    family: 'order',
    example: [
      'input boxes: tensor(1, 4, 4)',
      'input scores: tensor(1, 1, 4)',
      'kept, count = non_max_suppression(boxes, scores, 3, 0.5)',
      'output kept',
      'output count',
    ],
    conventions:
      'A box is two opposite corners, y before x as in ONNX and TensorFlow or x before y as in PyTorch: the ' +
      'areas are the same. Boxes that overlap by exactly `iou_threshold` are both kept, as everywhere. A box ' +
      'without area, or with a coordinate that is NaN, overlaps none; a score that is NaN is never kept. ' +
      'ONNX lists the kept boxes of all classes one below the other, as many as there are; ' +
      'PyTorch has no classes, no capacity and no threshold for scores, and ONNX none where it is left out: ' +
      'a low one does that.',
    arguments: [
      { name: 'capacity', kind: 'integer', doc: 'the most boxes to keep of each class' },
      {
        name: 'iou_threshold',
        kind: 'number',
        default: 0.5,
        doc: 'how much of their union kept boxes may have in common, from 0 to 1',
      },
      {
        name: 'score_threshold',
        kind: 'number',
        default: 0,
        doc: 'what the score of a kept box is greater than',
      },
    ],
    attributes(args) {
      const capacity = args.capacity as number;
      const iou_threshold = args.iou_threshold as number;
      requireInteger('non_max_suppression', 'capacity', capacity, 1);
      requireShare(iou_threshold);
      return { capacity, iou_threshold, score_threshold: args.score_threshold as number };
    },
  },
};

function requireBoxes(boxes: TensorType, scores: TensorType): void {
  const [n, count, corners] = boxes.shape;
  if (corners !== 4) {
    throw new ShapeError(
      'boxes',
      `a box is four coordinates, two of each of its corners, but boxes are ${shapeText(boxes.shape)}`,
      { input: 0, hint: 'non_max_suppression takes boxes [N,B,4] and scores [N,C,B]' },
    );
  }
  if (scores.shape[0] === n && scores.shape[2] === count) return;
  throw new ShapeError(
    'boxes',
    `boxes ${shapeText(boxes.shape)} need scores [${n},C,${count}], but got ${shapeText(scores.shape)}`,
    { input: 1, otherInput: 0 },
  );
}

function requireShare(iou_threshold: number): void {
  if (iou_threshold >= 0 && iou_threshold <= 1) return;
  throw new ShapeError(
    'threshold',
    `boxes have from 0 to 1 of their union in common, never ${iou_threshold}`,
    { argument: 'iou_threshold' },
  );
}

/** The positions of the boxes of a class that are kept, in the order in which they are. */
function keptBoxes(
  boxes: Tensor,
  scores: Tensor,
  [n, c]: readonly [number, number],
  { capacity, iou_threshold, score_threshold }: NonMaxSuppressionAttributes,
): number[] {
  const score = (i: number): number => readAt(scores, [n, c, i]);
  const sides = (i: number): Sides => sidesOf([0, 1, 2, 3].map((at) => readAt(boxes, [n, i, at])));
  let left = [...Array(boxes.shape[1]).keys()]
    .filter((i) => score(i) > score_threshold)
    .sort((i, j) => (comesBefore(score(i), i, score(j), j) ? -1 : 1));
  const kept: number[] = [];
  while (left.length > 0 && kept.length < capacity) {
    const [best, ...others] = left;
    kept.push(best);
    left = others.filter((i) => !overlap(sides(best), sides(i), iou_threshold));
  }
  return kept;
}

/** Least and greatest y and x. */
type Sides = readonly [number, number, number, number];

function sidesOf([y, x, otherY, otherX]: readonly number[]): Sides {
  return [Math.min(y, otherY), Math.min(x, otherX), Math.max(y, otherY), Math.max(x, otherX)];
}

function area([top, left, bottom, right]: Sides): number {
  return (bottom - top) * (right - left);
}

function overlap(a: Sides, b: Sides, threshold: number): boolean {
  const height = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
  const width = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const both = height * width;
  return both > threshold * (area(a) + area(b) - both);
}
