import type { OpCase, Operand } from './case.js';
import { opCase, operand } from './case.js';

/** Boxes of pictures of 32 pixels: in order, over an edge, far outside, the wrong way round. */
const BOXES: Operand = {
  shape: [5, 4],
  values: [1, 2, 20, 17, -9, -3, 12, 40, 25, 3, 31, 9, 90, 70, 95, 80, 17, 22, 3, 6],
};

const some = (count: number): Operand => ({ shape: [count, 4], range: { from: -2, to: 34 } });

const images = (count: number, boxes: number): Operand => ({
  shape: [boxes],
  range: { from: 0, to: count - 0.01 },
  element: 'i32',
});

export function* roiPoolCases(): Iterable<OpCase> {
  for (const [channels, size] of [
    [1, [3, 5]],
    [3, [1, 1]],
    [8, [7, 7]],
    [13, [2, 2]],
  ] as const) {
    const x = operand(1, channels, 8, 9);
    yield opCase('roi_pool', [x, BOXES], { size, spatial_scale: 0.25 });
  }
  const last: Operand = { shape: [1], values: [2], element: 'i32' };
  const whole: Operand = { shape: [1, 4], values: [0, 0, 6, 4] };
  const whole2x2 = { size: [2, 2], spatial_scale: 1 };
  yield opCase('roi_pool', [operand(3, 4, 5, 7), whole, last], whole2x2);
  for (const [height, width] of [
    [1, 1],
    [1, 6],
    [5, 1],
    [11, 7],
  ]) {
    const x = operand(3, 4, height, width);
    const form = { size: [2, 3], spatial_scale: 0.3125 };
    yield opCase('roi_pool', [x, some(7), images(3, 7)], form);
    yield opCase('roi_pool', [x, { ...BOXES, constant: true }, images(3, 5)], form);
  }
}

export function* roiAlignCases(): Iterable<OpCase> {
  const coordinates = ['half_pixel', 'output_half_pixel'];
  const forms = [
    { sampling_ratio: 1, mode: 'avg' },
    { sampling_ratio: 2, mode: 'avg' },
    { sampling_ratio: 3, mode: 'max' },
    { sampling_ratio: 1, mode: 'max' },
    { sampling_ratio: 0, mode: 'avg' },
  ];
  // In a picture of 32 × 36, since samples that adapt are for boxes inside.
  const within: Operand = {
    shape: [4, 4],
    values: [1, 2, 20, 17, 0, 0, 36, 32, 25, 3, 31, 9, 7.25, 7.5, 8.5, 30],
  };
  const shapes = [
    [1, [2, 2]],
    [3, [1, 4]],
    [8, [7, 7]],
    [13, [3, 2]],
  ] as const;
  for (const [turn, each] of coordinates.entries()) {
    for (const [number, form] of forms.entries()) {
      const boxes = form.sampling_ratio === 0 ? within : BOXES;
      for (const at of [0, 1]) {
        const [channels, size] = shapes[(number + turn + 2 * at) % 4];
        const attributes = { ...form, size, spatial_scale: 0.25, coordinates: each };
        yield opCase('roi_align', [operand(1, channels, 8, 9), boxes], attributes);
      }
    }
    for (const [height, width] of [
      [1, 1],
      [1, 6],
      [11, 7],
    ]) {
      const x = operand(3, 4, height, width);
      const form = { mode: 'avg', sampling_ratio: 2, size: [2, 3], spatial_scale: 0.3 };
      const attributes = { ...form, coordinates: each };
      yield opCase('roi_align', [x, some(7), images(3, 7)], attributes);
      yield opCase('roi_align', [x, { ...BOXES, constant: true }, images(3, 5)], attributes);
    }
  }
}
