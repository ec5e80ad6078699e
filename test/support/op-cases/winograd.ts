import type { OpCase, Operand } from './case.js';
import { opCase, operand, weights } from './case.js';

/**
 * Weights as large as a trained layer's, by the number of inputs: rounding grows with the sizes of what
 * is summed, of which transformed tiles hold more than the plain sum.
 */
function layerWeights(outputs: number, channels: number): Operand {
  const most = 1 / Math.sqrt(9 * channels);
  return { ...weights(outputs, channels, 3, 3), range: { from: -most, to: most } };
}

/** Both tiles, in strips and in blocks, over pictures that fill their tiles and that do not. */
export function* winogradCases(): Iterable<OpCase> {
  const conv = (x: number[], outputs: number, attributes: object = {}, bias = true): OpCase =>
    opCase(
      'winograd_conv2d',
      [operand(...x), layerWeights(outputs, x[1]), ...(bias ? [weights(outputs)] : [])],
      { pads: [1, 1, 1, 1], tile: 4, strips: 1, blocks: 1, ...attributes },
    );
  for (const tile of [2, 4]) {
    yield conv([1, 4, 8, 8], 8, { tile });
    yield conv([1, 4, 3, 3], 8, { tile, pads: [0, 0, 0, 0] }, false);
    yield conv([1, 8, 1, 1], 8, { tile });
    yield conv([2, 8, 7, 9], 16, { tile });
    yield conv([1, 12, 6, 5], 24, { tile, blocks: 3 });
    yield conv([2, 4, 9, 13], 16, { tile, blocks: 2 }, false);
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
  yield conv([3, 4, 6, 6], 8, { tile: 2, strips: 3 });
}
