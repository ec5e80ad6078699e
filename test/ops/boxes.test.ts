import { describe, expect, it } from 'vitest';
import { loadNetwork } from '../../compiler/frontend/index.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { randomTensor } from '../support/random-tensor.js';
import { answersOf } from './worked-examples/answers.js';
import { expectNumbers } from './worked-examples/entry.js';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const random = (...shape: number[]): number[] => [...randomTensor(shape, shape.join()).data];

describe('blocks for boxes', () => {
  it('decode what R-CNN and SSD learn', () => {
    const numbers = random(3, 4);
    const boxes = [0, 0, 4, 2, 1, 5, 2, 9, -3, 1, 3, 4];
    const { y } = answersOf(
      `  input numbers: tensor(3, 4)
  input boxes: tensor(3, 4)
  output y = decode_boxes(numbers, boxes, 0.1, 0.2)`,
      { numbers, boxes },
    );
    const expected = [0, 1, 2].flatMap((box) => {
      const [tx, ty, tw, th] = numbers.slice(4 * box, 4 * box + 4);
      const [left, top, right, bottom] = boxes.slice(4 * box, 4 * box + 4);
      const [width, height] = [right - left, bottom - top];
      const [x, y] = [left + width / 2 + 0.1 * tx * width, top + height / 2 + 0.1 * ty * height];
      const [w, h] = [width * Math.exp(0.2 * tw), height * Math.exp(0.2 * th)];
      return [x - w / 2, y - h / 2, x + w / 2, y + h / 2];
    });
    expectNumbers(y, expected);
  });

  it('do not let sides overflow', () => {
    const { y } = answersOf(
      `  input numbers: tensor(1, 4)
  input boxes: tensor(1, 4)
  output y = decode_boxes(numbers, boxes) -> clip_boxes(20, 30)`,
      { numbers: [0, 0, 1000, 0], boxes: [0, 0, 1, 1] },
    );
    expectNumbers(y, [0, 0, 30, 1]);
  });

  it('put anchors around places, row by row', () => {
    const { y } = answersOf(
      `  input map: tensor(1, 1, 2, 2)
  output y = map -> boxes_around([[2, 4], [6, 2]], 10, 20)`,
      { map: [0, 0, 0, 0] },
    );
    const around = (x: number, y: number): number[] => [
      ...[x - 1, y - 2, x + 1, y + 2],
      ...[x - 3, y - 1, x + 3, y + 1],
    ];
    expectNumbers(y, [...around(10, 5), ...around(30, 5), ...around(10, 15), ...around(30, 15)]);
  });

  it('take the second of each pair of an RPN', () => {
    const x = random(1, 6, 2, 2);
    const { y } = answersOf('  input x: tensor(1, 6, 2, 2)\n  output y = x -> objectness', { x });
    const expected = [0, 1, 2, 3].flatMap((place) =>
      [0, 1, 2].map((k) => sigmoid(x[4 * (k + 3) + place] - x[4 * k + place])),
    );
    expectNumbers(y, expected);
  });

  it('find the boxes of a grid of YOLO', () => {
    const grid = random(1, 14, 2, 3);
    const anchors = [
      [8, 6],
      [16, 32],
    ];
    const { boxes, likely, classes } = answersOf(
      `  input grid: tensor(1, 14, 2, 3)
  boxes, likely, classes = grid -> yolo_boxes([[8, 6], [16, 32]], 16)
  output boxes
  output likely
  output classes`,
      { grid },
    );
    const all = anchors.flatMap(([width, height], k) =>
      [0, 1].flatMap((row) =>
        [0, 1, 2].map((column) => {
          const number = (at: number): number => grid[(7 * k + at) * 6 + 3 * row + column];
          const x = 16 * (sigmoid(number(0)) + column);
          const y = 16 * (sigmoid(number(1)) + row);
          const [w, h] = [(width * Math.exp(number(2))) / 2, (height * Math.exp(number(3))) / 2];
          return { box: [x - w, y - h, x + w, y + h], likely: sigmoid(number(4)), number };
        }),
      ),
    );
    expectNumbers(
      boxes,
      all.flatMap(({ box }) => box),
    );
    expectNumbers(
      likely,
      all.map((each) => each.likely),
    );
    expectNumbers(
      classes,
      [5, 6].flatMap((at) => all.map(({ number }) => number(at))),
    );
  });

  it('cost nothing where they depend on nothing', () => {
    const source = `network anchors {
  input numbers: tensor(1, 54, 4)
  input map: tensor(1, 1, 2, 3)
  anchors = map -> anchor_boxes(16, [128, 256, 512], [0.5, 1, 2])
  defaults = map -> default_boxes(0.2, 0.34, [2, 3, 4])
  output y = numbers * anchors
  output z = (numbers -> slice(1, 0, 48)) * defaults
}`;
    const { graph } = loadNetwork({ path: 'boxes.net', source, loadSource: () => undefined });
    if (graph === undefined) throw new Error('it does not load');
    const { nodes } = runPipeline(graph);
    expect(nodes.filter((node) => node.kind === 'kernel' || node.op !== 'constant')).toHaveLength(
      2,
    );
  });
});
