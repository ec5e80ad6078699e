import { expect } from 'vitest';
import { answersOf } from './answers.js';
import type { Checks } from './entry.js';
import type { Matrix } from './matrices.js';

/** What takes elements from where integers say, and what computes such integers. */
export const lookupChecks: Checks = {
  'maxpool-6x6-indices': ({ given, answer }) => {
    const input = given.input as Matrix;
    const { places, back } = answersOf(
      `  input x: tensor(1, 1, 6, 6)
  largest, places = x -> max_pool(2, places = true)
  output places
  output back = largest -> max_unpool(places, 2)`,
      { x: input },
    );
    expect(places).toEqual((answer as Matrix).flat());
    const kept = input.flat().map((element, place) => (places.includes(place) ? element : 0));
    expect(back).toEqual(kept);
  },
  'local-conv-unshared': ({ given, answer }) => {
    const kernels = given.kernels_per_position_row_major as Matrix[];
    const { y } = answersOf(
      `  input x: tensor(1, 1, 3, 3)
  input kernels: tensor(2, 2, 1, 1, 2, 2)
  output y = x -> local_conv(1, kernel = 2, weight = kernels, bias = false)`,
      { x: given.input as Matrix, kernels },
    );
    expect(y).toEqual((answer as Matrix).flat());
  },
  'conv3d-ones': ({ given, answer }) => {
    const { y } = answersOf(
      `  input x: tensor(3, 3, 3)
  output y = x -> reshape([1, 1, 3, 3, 3]) -> conv3d(1, kernel = 2, weight = [[[[[1, 1], [1, 1]], [[1, 1], [1, 1]]]]], bias = false)`,
      { x: given.input_l_h_w as Matrix[] },
    );
    expect(y).toEqual((answer as Matrix[]).flat(2));
  },
};
