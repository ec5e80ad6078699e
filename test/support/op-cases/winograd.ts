import type { OpCase, Operand } from './case.js';
import { opCase, operand, weights } from './case.js';

/**
 * Weights as large as a trained layer's, by the number of inputs: rounding grows with the sizes of what
 * is summed, of which transformed tiles hold more than the plain sum.
 */
function layerWeights(outputs: number, channels: number, kernel: readonly number[]): Operand {
  const most = 1 / Math.sqrt(kernel[0] * kernel[1] * channels);
  return { ...weights(outputs, channels, ...kernel), range: { from: -most, to: most } };
}

interface Form {
  readonly kernel?: readonly number[];
  readonly tile?: readonly number[];
  readonly pads?: readonly number[];
  readonly strips?: number;
  readonly blocks?: number;
  readonly slots?: number;
}

function conv(x: number[], outputs: number, form: Form = {}, bias = true): OpCase {
  const { kernel = [3, 3], ...attributes } = form;
  return opCase(
    'winograd_conv2d',
    [operand(...x), layerWeights(outputs, x[1], kernel), ...(bias ? [weights(outputs)] : [])],
    { pads: [1, 1, 1, 1], tile: [4, 4], strips: 1, blocks: 1, slots: 1, ...attributes },
  );
}

/** Both tiles, in strips and in blocks, over pictures that fill their tiles and that do not. */
export function* winogradCases(): Iterable<OpCase> {
  for (const m of [2, 4]) {
    const tile = [m, m];
    yield conv([1, 4, 8, 8], 8, { tile });
    yield conv([1, 4, 3, 3], 8, { tile, pads: [0, 0, 0, 0] }, false);
    yield conv([1, 8, 1, 1], 8, { tile });
    yield conv([2, 8, 7, 9], 16, { tile });
    yield conv([1, 12, 6, 5], 24, { tile, blocks: 3 });
    yield conv([2, 4, 9, 13], 16, { tile, blocks: 2, slots: 2 }, false);
    for (const pads of [
      [0, 0, 0, 0],
      [2, 0, 1, 3],
      [0, 3, 2, 1],
    ]) {
      yield conv([1, 4, 7, 6], 8, { tile, pads });
    }
  }
  yield conv([1, 4, 16, 10], 8, { strips: 2 });
  yield conv([2, 8, 11, 14], 8, { strips: 3 }, false);
  yield conv([3, 4, 6, 6], 8, { tile: [2, 2], strips: 3 });
  yield* otherKernels();
}

/** Kernels that are not 3×3, along one axis and along both, and tiles that are no squares. */
function* otherKernels(): Iterable<OpCase> {
  for (const r of [2, 3, 4, 5, 6, 7]) {
    const [before, after] = [Math.ceil((r - 1) / 2), Math.floor((r - 1) / 2)];
    yield conv([1, 4, 3, 11], 8, { kernel: [1, r], tile: [1, 4], pads: [0, before, 0, after] });
    yield conv([1, 4, 11, 3], 8, { kernel: [r, 1], tile: [2, 1], pads: [before, 0, after, 0] });
  }
  yield conv([2, 4, 6, 7], 16, { kernel: [1, 7], tile: [1, 4], pads: [0, 3, 0, 3], strips: 3 });
  yield conv([2, 4, 9, 5], 16, { kernel: [7, 1], tile: [4, 1], pads: [3, 0, 3, 0], blocks: 2 });
  yield conv([1, 4, 4, 7], 8, { kernel: [1, 3], tile: [1, 4], pads: [1, 2, 2, 0] }, false);
  yield conv([1, 4, 7, 4], 8, { kernel: [3, 1], tile: [2, 1], pads: [2, 1, 0, 2] }, false);
  for (const [kernel, tile] of [
    [
      [5, 5],
      [2, 2],
    ],
    [
      [5, 5],
      [4, 4],
    ],
    [
      [2, 2],
      [2, 2],
    ],
    [
      [2, 2],
      [4, 4],
    ],
    [
      [5, 3],
      [4, 2],
    ],
    [
      [2, 7],
      [4, 2],
    ],
  ]) {
    yield conv([1, 4, 9, 10], 8, { kernel, tile, pads: [1, 2, 2, 1] });
  }
}

/** Phases of equal and of different forms, of one tap, and that overhang the picture. */
export function* winogradTransposedCases(): Iterable<OpCase> {
  const conv = (
    x: number[],
    outputs: number,
    kernel: readonly number[],
    form: object = {},
    bias = true,
  ): OpCase => {
    const most = 1 / Math.sqrt(kernel[0] * kernel[1] * x[1]);
    const weight = { ...weights(x[1], outputs, ...kernel), range: { from: -most, to: most } };
    return opCase(
      'winograd_conv_transpose2d',
      [operand(...x), weight, ...(bias ? [weights(outputs)] : [])],
      {
        strides: [2, 2],
        pads: [1, 1, 1, 1],
        output_padding: [0, 0],
        tile: 4,
        strips: 1,
        blocks: 1,
        slots: 1,
        ...form,
      },
    );
  };
  for (const tile of [2, 4]) {
    yield conv([1, 4, 8, 8], 8, [4, 4], { tile });
    yield conv([2, 4, 5, 6], 16, [4, 4], { tile, pads: [1, 0, 0, 1] }, false);
    yield conv([1, 4, 6, 5], 8, [3, 3], { tile, output_padding: [1, 1] });
    yield conv([1, 4, 4, 7], 16, [3, 3], { tile, pads: [0, 0, 0, 0], blocks: 2, slots: 2 });
  }
  yield conv([1, 4, 8, 5], 8, [4, 4], { strips: 2 });
  yield conv([1, 4, 5, 4], 8, [5, 2], { strides: [1, 2], pads: [2, 0, 2, 0] });
  yield conv([1, 4, 7, 6], 8, [5, 5], { strides: [2, 3], pads: [2, 1, 1, 2] });
  // Phases of one form, in which other taps lie outside of the picture.
  yield conv([1, 4, 1, 1], 8, [2, 4], { tile: 2, pads: [0, 1, 0, 0] }, false);
}
