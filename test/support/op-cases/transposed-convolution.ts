import fc from 'fast-check';
import { span } from '../../../compiler/ir/ops/shared/window.js';
import { elementCount } from '../../../compiler/ir/types.js';
import type { OpCase } from './case.js';
import { opCase, operand, weights } from './case.js';
import { sample } from './sample.js';

const PLAIN = {
  strides: [1, 1],
  dilations: [1, 1],
  pads: [0, 0, 0, 0],
  output_padding: [0, 0],
  groups: 1,
};

/** The forms that networks use, those whose phases have no tap or no output, then a sample. */
export function* convTransposeCases(): Iterable<OpCase> {
  const transposed = (x: number[], weight: number[], form: object = {}, bias = true): OpCase => {
    const attributes = { ...PLAIN, ...form };
    const outputs = weight[1] * attributes.groups;
    const operands = [operand(...x), weights(...weight), ...(bias ? [weights(outputs)] : [])];
    return opCase('conv_transpose2d', operands, attributes);
  };
  yield transposed([1, 1, 2, 2], [1, 1, 3, 3]);
  yield transposed([1, 3, 4, 5], [3, 4, 3, 3], { pads: [1, 1, 1, 1] }, false);
  yield transposed([1, 5, 1, 1], [5, 8, 4, 4], {}, false);
  yield transposed([2, 4, 4, 4], [4, 8, 4, 4], { strides: [2, 2], pads: [1, 1, 1, 1] });
  yield transposed([1, 8, 5, 6], [8, 4, 3, 3], {
    strides: [2, 2],
    pads: [1, 1, 1, 1],
    output_padding: [1, 1],
  });
  yield transposed([1, 4, 6, 7], [4, 3, 2, 2], { strides: [2, 2] });
  yield transposed([1, 2, 3, 3], [2, 9, 5, 5], { strides: [2, 1], pads: [2, 0, 1, 2] });
  // Outputs between what is painted see nothing but the bias.
  yield transposed([1, 3, 3, 4], [3, 5, 1, 2], { strides: [3, 3] });
  yield transposed([1, 3, 3, 4], [3, 5, 1, 2], { strides: [2, 3] }, false);
  yield transposed([1, 2, 4, 3], [2, 3, 3, 3], { strides: [2, 2], dilations: [2, 2] });
  yield transposed([1, 2, 4, 3], [2, 3, 3, 2], { strides: [4, 2], dilations: [6, 3] });
  yield transposed([1, 2, 1, 1], [2, 3, 2, 2], { strides: [5, 7], pads: [0, 0, 0, 1] });
  yield transposed([1, 6, 3, 3], [6, 2, 3, 3], { strides: [2, 2], groups: 3 });
  yield transposed([1, 5, 3, 3], [5, 1, 4, 4], { strides: [2, 2], pads: [1, 1, 1, 1], groups: 5 });

  // Output padding along one axis only, and as much as a stride or more.
  for (const output_padding of [
    [1, 0],
    [0, 1],
  ]) {
    yield transposed([1, 4, 3, 4], [4, 5, 3, 3], {
      strides: [2, 2],
      pads: [1, 1, 1, 1],
      output_padding,
    });
  }
  yield transposed([1, 2, 3, 2], [2, 5, 2, 3], {
    strides: [2, 1],
    dilations: [4, 3],
    output_padding: [3, 2],
  });
  // All of the output lies behind what is painted.
  yield transposed([1, 2, 2, 2], [2, 3, 1, 1], {
    dilations: [3, 3],
    pads: [2, 2, 0, 0],
    output_padding: [2, 2],
  });

  for (const { x, weight, bias, ...form } of sample(geometries(), 40)) {
    yield transposed(x, weight, form, bias);
  }
}

/** Along rows: forms whose phases are alike, have no tap, or are taken off, then a sample. */
export function* rowTransposeCases(): Iterable<OpCase> {
  const plain = { strides: [1], dilations: [1], pads: [0, 0], output_padding: [0], groups: 1 };
  const transposed = (x: number[], weight: number[], form: object = {}, bias = true): OpCase => {
    const attributes = { ...plain, ...form };
    const outputs = weights(weight[1] * attributes.groups);
    const operands = [operand(...x), weights(...weight), ...(bias ? [outputs] : [])];
    return opCase('conv_transpose1d', operands, attributes);
  };
  yield transposed([1, 1, 3], [1, 1, 3]);
  yield transposed([2, 8, 7], [8, 8, 4], { strides: [2], pads: [1, 1] });
  yield transposed([1, 4, 1], [4, 5, 2], { strides: [3], output_padding: [2] }, false);
  yield transposed([3, 4, 5], [4, 3, 3], { strides: [2], pads: [2, 0], output_padding: [1] });
  yield transposed([1, 6, 5], [6, 2, 3], { strides: [2], dilations: [3], groups: 3 });
  yield transposed([1, 16, 30], [16, 16, 4], { strides: [2], pads: [1, 1] });
  for (const { x, weight, bias, ...form } of sample(geometries(1), 25)) {
    yield transposed(x, weight, form, bias);
  }
}

/** Of volumes: as networks use it, with phases that have no tap, in groups, then a sample. */
export function* volumeTransposeCases(): Iterable<OpCase> {
  const all = (entry: number, count = 3) => new Array<number>(count).fill(entry);
  const plain = { dilations: all(1), pads: all(0, 6), output_padding: all(0), groups: 1 };
  const transposed = (x: number[], weight: number[], form: object, bias = true): OpCase => {
    const attributes = { strides: all(1), ...plain, ...form };
    const outputs = weights(weight[1] * attributes.groups);
    const operands = [operand(...x), weights(...weight), ...(bias ? [outputs] : [])];
    return opCase('conv_transpose3d', operands, attributes);
  };
  yield transposed([1, 4, 2, 3, 3], [4, 8, 4, 4, 4], { strides: all(2), pads: all(1, 6) });
  yield transposed([1, 3, 2, 2, 2], [3, 5, 1, 2, 1], { strides: [1, 3, 2] });
  yield transposed([2, 4, 3, 1, 2], [4, 1, 2, 3, 3], { strides: [2, 1, 2], groups: 4 }, false);
  for (const { x, weight, bias, ...form } of sample(geometries(3), 60)) {
    // Each phase is code of its own, and larger ones are slow and no harder.
    const { strides } = form;
    if ([x.slice(2), strides].some((extents) => elementCount(extents) > 12)) continue;
    if (elementCount(weight) > 400) continue;
    yield transposed(x, weight, form, bias);
  }
}

/** Padding that leaves some output, and output padding below the larger of stride and dilation. */
function geometries(rank = 2) {
  const small = fc.integer({ min: 1, max: 3 });
  const entries = (max: number) =>
    fc.array(fc.integer({ min: 1, max }), { minLength: rank, maxLength: rank });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  return fc
    .record({
      batch: small,
      groups: small,
      inputs: small,
      outputs: fc.integer({ min: 1, max: 5 }),
      kernel: entries(5),
      picture: entries(5),
      strides: entries(4),
      dilations: entries(3),
      shares: fc.array(share, { minLength: 3 * rank, maxLength: 3 * rank }),
      bias: fc.boolean(),
    })
    .map(({ batch, groups, inputs, outputs, kernel, picture, shares, bias, ...form }) => {
      const { strides, dilations } = form;
      const output_padding = strides.map((stride, axis) =>
        Math.floor(shares[axis] * Math.max(stride, dilations[axis]) * 0.99),
      );
      const most = picture.map((extent, axis) => {
        const painted = (extent - 1) * strides[axis] + span(kernel[axis], dilations[axis]);
        return Math.min(4, painted + output_padding[axis] - 1);
      });
      const before = most.map((count, axis) => Math.floor(shares[axis + rank] * count));
      const after = most.map((count, axis) =>
        Math.floor(shares[axis + 2 * rank] * (count - before[axis])),
      );
      return {
        x: [batch, groups * inputs, ...picture],
        weight: [groups * inputs, outputs, ...kernel],
        bias,
        ...form,
        pads: [...before, ...after],
        output_padding,
        groups,
      };
    });
}
