import fc from 'fast-check';
import { span } from '../../../compiler/ir/ops/shared/window.js';
import { sample } from './sample.js';
import type { OpCase } from './case.js';
import { opCase, operand, weights } from './case.js';

const PLAIN = { strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0] };

/** Every form a convolution is written in, then a sample of all their combinations. */
export function* convolutionCases(): Iterable<OpCase> {
  const conv = (x: number[], weight: number[], attributes: object = {}, bias = true): OpCase =>
    opCase('conv2d', [operand(...x), weights(...weight), ...(bias ? [weights(weight[0])] : [])], {
      ...PLAIN,
      groups: 1,
      ...attributes,
    });
  yield conv([1, 1, 5, 5], [1, 1, 3, 3]);
  yield conv([1, 3, 8, 8], [4, 3, 3, 3], {}, false);
  yield conv([2, 3, 9, 7], [5, 3, 3, 3], { pads: [1, 1, 1, 1] });
  yield conv([1, 4, 8, 8], [8, 4, 1, 1]);
  yield conv([1, 5, 6, 7], [3, 5, 1, 1], { strides: [2, 2] });
  yield conv([1, 2, 7, 7], [4, 2, 7, 7]);
  yield conv([1, 2, 1, 9], [3, 2, 1, 3], { pads: [0, 1, 0, 1] });
  yield conv([1, 2, 9, 1], [3, 2, 3, 1], { pads: [1, 0, 1, 0] });
  yield conv([1, 2, 1, 1], [3, 2, 3, 3], { pads: [1, 1, 1, 1] });
  yield conv([1, 4, 4, 7], [8, 4, 1, 3], { pads: [1, 2, 2, 0] });
  yield conv([1, 4, 7, 4], [8, 4, 3, 1], { pads: [2, 1, 0, 2] });
  yield conv([1, 2, 3, 3], [3, 2, 5, 5], { pads: [4, 4, 4, 4] });
  yield conv([1, 3, 11, 11], [4, 3, 11, 11], { strides: [4, 4], pads: [2, 2, 2, 2] });
  for (const pads of [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
    [0, 1, 2, 3],
    [3, 2, 1, 0],
  ]) {
    yield conv([1, 3, 6, 7], [4, 3, 3, 3], { pads });
    yield conv([1, 3, 6, 7], [4, 3, 2, 4], { pads, strides: [2, 1] });
  }
  yield conv([1, 3, 10, 9], [2, 3, 3, 3], { dilations: [2, 3] });
  yield conv([1, 3, 10, 9], [2, 3, 3, 3], { dilations: [3, 2], pads: [3, 2, 3, 2] });
  yield conv([1, 6, 5, 5], [4, 3, 3, 3], { groups: 2 });
  yield conv([2, 6, 5, 5], [9, 2, 2, 2], { groups: 3, strides: [2, 1] });
  yield conv([1, 8, 5, 5], [8, 1, 3, 3], { groups: 8, pads: [1, 1, 1, 1] });

  // Large enough to be staged in tiles on a GPU (2^18 multiplications): whole and partial tiles,
  // slices that stay inside of a tap or cross it, channels that vectors do not divide.
  const padded = { pads: [1, 1, 1, 1] };
  yield conv([1, 16, 8, 8], [32, 16, 3, 3], padded);
  // Fewer outputs next to each other than a vector has lanes.
  yield conv([1, 32, 7, 8], [2, 16, 3, 3], { ...padded, groups: 2, strides: [2, 1] });
  yield conv([2, 16, 9, 11], [20, 16, 3, 3], { pads: [0, 1, 2, 0] }, false);
  yield conv([2, 3, 25, 28], [32, 3, 3, 3], { ...padded, strides: [2, 2] });
  yield conv([1, 6, 11, 10], [24, 6, 5, 5], { pads: [4, 4, 4, 4], dilations: [2, 2] });
  yield conv([1, 40, 8, 13], [72, 40, 1, 1]);
  yield conv([3, 18, 9, 9], [68, 18, 1, 1], {}, false);
  yield conv([2, 32, 10, 6], [48, 16, 3, 3], { ...padded, groups: 2, strides: [2, 1] });

  for (const form of sample(geometries(3, 5), 60)) {
    const { batch, groups, inputs, outputs, kernel, picture, ...geometry } = form;
    yield conv(
      [batch, groups * inputs, ...picture],
      [groups * outputs, inputs, ...kernel],
      { ...geometry, groups },
      outputs % 2 === 1,
    );
  }
}

/** Over rows and volumes: the forms that have a kernel of their own, then a sample of all combinations. */
export function* rowAndVolumeConvolutionCases(): Iterable<OpCase> {
  const convolution = (x: number[], weight: number[], attributes: object = {}, bias = true) => {
    const rank = x.length - 2;
    const [ones, zeros] = [1, 0].map((entry) => new Array<number>(rank).fill(entry));
    const operands = [operand(...x), weights(...weight), ...(bias ? [weights(weight[0])] : [])];
    const plain = { strides: ones, dilations: ones, pads: [...zeros, ...zeros], groups: 1 };
    return opCase(rank === 1 ? 'conv1d' : 'conv3d', operands, { ...plain, ...attributes });
  };
  yield convolution([1, 1, 5], [1, 1, 3]);
  yield convolution([3, 8, 1], [4, 8, 3], { pads: [1, 1] });
  yield convolution([1, 8, 9], [12, 8, 1], {}, false);
  yield convolution([2, 16, 30], [16, 16, 3], { pads: [0, 2], dilations: [2] });
  yield convolution([1, 3, 11], [4, 3, 11], { strides: [4], pads: [5, 5] });
  yield convolution([1, 6, 9], [9, 2, 4], { strides: [3], groups: 3, pads: [3, 0] });
  yield convolution([1, 8, 9], [8, 1, 3], { groups: 8, pads: [1, 1] });
  yield convolution([1, 1, 3, 3, 3], [1, 1, 3, 3, 3]);
  yield convolution([1, 4, 1, 1, 1], [4, 4, 3, 3, 3], { pads: [1, 1, 1, 1, 1, 1] });
  yield convolution([2, 8, 3, 5, 4], [12, 8, 1, 1, 1], {}, false);
  yield convolution([1, 3, 6, 7, 5], [8, 3, 3, 3, 3], { pads: [1, 1, 1, 1, 1, 1] });
  yield convolution([1, 8, 3, 8, 8], [24, 8, 3, 3, 3], { pads: [1, 1, 1, 1, 1, 1] });
  yield convolution([1, 4, 5, 6, 7], [6, 2, 2, 3, 1], { groups: 2, strides: [1, 2, 3] });
  yield convolution([1, 8, 4, 5, 6], [8, 1, 3, 3, 3], { groups: 8, pads: [1, 1, 0, 1, 1, 2] });
  yield convolution([1, 3, 4, 5, 6], [6, 1, 2, 2, 2], { groups: 3, strides: [2, 2, 2] });
  for (const rank of [1, 3]) {
    for (const form of sample(geometries(3, 5, rank), rank === 1 ? 40 : 20)) {
      const { batch, groups, inputs, outputs, kernel, picture, ...geometry } = form;
      yield convolution(
        [batch, groups * inputs, ...picture],
        [groups * outputs, inputs, ...kernel],
        { ...geometry, groups },
        outputs % 2 === 1,
      );
    }
  }
}

export function* depthwiseCases(): Iterable<OpCase> {
  const depthwise = (x: number[], weight: number[], attributes: object = {}, bias = true): OpCase =>
    opCase(
      'depthwise_conv2d',
      [operand(...x), weights(...weight), ...(bias ? [weights(weight[0])] : [])],
      { ...PLAIN, ...attributes },
    );
  yield depthwise([1, 1, 4, 4], [1, 1, 3, 3]);
  yield depthwise([1, 4, 6, 6], [4, 1, 3, 3], { pads: [1, 1, 1, 1] });
  yield depthwise([2, 5, 7, 6], [5, 1, 3, 3], { pads: [1, 1, 1, 1], strides: [2, 2] }, false);
  yield depthwise([1, 3, 6, 6], [6, 1, 3, 3], { pads: [0, 1, 1, 0] });
  yield depthwise([1, 8, 9, 9], [8, 1, 5, 5], { dilations: [2, 2], pads: [4, 4, 4, 4] });
  for (const form of sample(geometries(6, 3), 25)) {
    const { batch, groups, kernel, picture, outputs, inputs, ...geometry } = form;
    yield depthwise(
      [batch, groups, ...picture],
      [groups * outputs, 1, ...kernel],
      geometry,
      inputs % 2 === 1,
    );
  }
}

/** Batches, channels and windows over a feature map that is at least as large as needed. */
function geometries(mostGroups: number, mostPerGroup: number, rank = 2) {
  const entries = (min: number, max: number, count = rank) =>
    fc.array(fc.integer({ min, max }), { minLength: count, maxLength: count });
  return fc
    .record({
      batch: fc.integer({ min: 1, max: 3 }),
      groups: fc.integer({ min: 1, max: mostGroups }),
      inputs: fc.integer({ min: 1, max: mostPerGroup }),
      outputs: fc.integer({ min: 1, max: mostPerGroup }),
      kernel: entries(1, 4),
      strides: entries(1, 3),
      dilations: entries(1, 3),
      pads: entries(0, 3, 2 * rank),
      spare: entries(0, 6),
    })
    .map(({ spare, ...form }) => ({
      ...form,
      picture: spare.map((extra, axis) => {
        const padded = span(form.kernel[axis], form.dilations[axis]) + extra;
        return Math.max(1, padded - form.pads[axis] - form.pads[axis + rank]);
      }),
    }));
}
