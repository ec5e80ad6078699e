import { expect } from 'vitest';
import { layersOf } from '../../../cli/inspect/layers.js';
import { elementCount } from '../../../compiler/ir/types.js';
import { exampleGraph } from '../../support/example.js';
import { answersOf } from './answers.js';
import type { Checks } from './entry.js';
import { expectNumbers } from './entry.js';
import type { Matrix } from './matrices.js';
import { Calculator } from './matrices.js';

function outputShapes(network: string): Readonly<Record<string, readonly number[]>> {
  const { outputs } = exampleGraph('zoo/detection/yolo_v1.net', {}, network);
  return Object.fromEntries(outputs.map(({ name, value }) => [name, value.type.shape]));
}

/** Width and height of each box. */
function sidesOf(boxes: readonly number[]): number[][] {
  return Array.from({ length: boxes.length / 4 }, (_, at) => {
    const [left, top, right, bottom] = boxes.slice(4 * at, 4 * at + 4);
    return [right - left, bottom - top];
  });
}

function defaultBoxes(
  [height, width]: readonly number[],
  scale: number,
  next: number,
  ratios: readonly number[],
): number[][] {
  const { y } = answersOf(
    `  input map: tensor(1, 1, ${height}, ${width})
  output y = map -> default_boxes(${scale}, ${next}, [${String(ratios)}])`,
    { map: new Array<number>(height * width).fill(0) },
  );
  return sidesOf(y);
}

/** Boxes that overlap, and which of them to keep. */
export const detectionChecks: Checks = {
  'yolo1-output': ({ answer }) => {
    const { numbers, boxes } = outputShapes('yolo_v1');
    expect({ shape: numbers, boxes: boxes[1] }).toEqual(answer);
  },
  'yolo1-output-elements': ({ answer }) => {
    expect(elementCount(outputShapes('yolo_v1').numbers)).toBe(answer);
  },
  'rpn-anchors': ({ given, answer }) => {
    const sides = (given.areas as number[]).map(Math.sqrt);
    const ratios = (given.ratios as string[]).map((ratio) => ratio.replace(':', ' / '));
    const { y } = answersOf(
      `  input map: tensor(1, 1, 1, 1)
  output y = map -> anchor_boxes(16, [${String(sides)}], [${String(ratios)}])`,
      { map: [0] },
    );
    const k = y.length / 4;
    const layers = layersOf(exampleGraph('zoo/detection/rcnn.net', {}, 'faster_rcnn'));
    const channels = (layer: string): string =>
      `${(layers.find(({ name }) => name === layer)?.outputShapes[0][1] ?? NaN) / k}k`;
    const [scores, coords] = ['rpn_cls_score', 'rpn_bbox_pred'].map(channels);
    expect({ k, scores, coords }).toEqual(answer);
  },
  'rpn-anchor-boxes': ({ given, answer }) => {
    const { sides, ratios_h_over_w } = given as Record<string, number[]>;
    const { y } = answersOf(
      `  input map: tensor(1, 1, 1, 1)
  output y = map -> anchor_boxes(16, [${String(sides)}], [${String(ratios_h_over_w)}])`,
      { map: [0] },
    );
    expectNumbers(sidesOf(y), answer, 1e-5);
  },
  'ssd-scales-m6': ({ given, answer }) => {
    const { smin, smax, m } = given as Record<string, number>;
    const { y } = answersOf(
      `  input one: tensor(1)
  output y = one * box_scales(${m}, ${smin}, ${smax})`,
      { one: [1] },
    );
    expectNumbers(y, answer);
  },
  'ssd-extra-scales-m6': ({ given, answer }) => {
    const scales = given.scales as number[];
    const extra = scales.slice(1).map((next, k) => defaultBoxes([1, 1], scales[k], next, [])[1][0]);
    expectNumbers(extra, answer);
  },
  // Boxes in the order of SSD's own layers: squares first, then each ratio and the same upright.
  'ssd-boxes-k1': ({ given, answer }) => {
    const { s, s_next } = given as Record<string, number>;
    const [square, extra, ...others] = defaultBoxes([1, 1], s, s_next, [2, 3]);
    const [wide2, high2, wide3, high3] = others;
    expectNumbers([square, wide2, wide3, high2, high3, extra], answer, 1e-5);
  },
  'ssd300-total-boxes': ({ answer }) => {
    const { outputs } = exampleGraph('zoo/detection/ssd.net', {}, 'ssd300');
    expect(outputs.find(({ name }) => name === 'boxes')?.value.type.shape[1]).toBe(answer);
  },
  'ssd-6-per-cell-boxes': ({ given, answer }) => {
    const counts = (given.maps as number[]).map(
      (extent) => defaultBoxes([extent, extent], 0.2, 0.3, [2, 3]).length,
    );
    expect(counts.reduce((sum, count) => sum + count)).toBe(answer);
  },
  'yolo3-boxes': ({ answer }) => {
    const graph = exampleGraph('zoo/detection/yolo_v3.net', {}, 'yolo_v3');
    const heads = layersOf(graph).filter(({ name }) => /^head.\.6$/.test(name));
    const shapes = heads.map(({ outputShapes: [shape] }) => shape);
    const boxes = graph.outputs.find(({ name }) => name === 'boxes')?.value.type.shape[1];
    const maps = shapes.map((shape) => shape[2]);
    expect({ maps, channels: shapes[0][1], boxes }).toEqual(answer);
  },
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
