import type { System } from './system.js';
import { SEED } from './system.js';

/** Classifiers without a convolution: neighbours, lines and perceptrons. */
export const BASELINES: readonly System[] = [
  {
    of: 3,
    file: 'xor/xor.net',
    network: 'xor',
    parameters: 9,
    source: 'Goodfellow, Bengio and Courville 2016, section 6.1',
    outputs: { result: [1, 1] },
  },
  ...(
    [
      [[1], 3],
      [[4, 1], 17],
      [[4, 4, 3], 47],
    ] as const
  ).map(([sizes, parameters]): System => ({
    of: 4,
    file: 'zoo/baselines/mlp.net',
    network: 'mlp',
    sets: { sizes },
    parameters,
    source: SEED,
    outputs: { y: [1, sizes.at(-1) ?? 0] },
    small: {},
  })),
  {
    of: 5,
    file: 'zoo/baselines/mlp.net',
    network: 'picture',
    parameters: 99_754_003,
    source: 'the course has 102 M, of 102,000 pixels instead of 285 · 350',
    outputs: { scores: [1, 3] },
  },
  ...(
    [
      [3072, 100],
      [1024 ** 2, 1000],
    ] as const
  ).map(([inputs, units]): System => ({
    of: 6,
    file: 'zoo/baselines/mlp.net',
    network: 'mlp',
    sets: { inputs, sizes: [units] },
    parameters: inputs * units + units,
    source: SEED,
    outputs: { y: [1, units] },
  })),
  {
    of: 2,
    file: 'zoo/baselines/linear.net',
    network: 'classifier',
    parameters: 15,
    source: SEED,
    outputs: { scores: [1, 3], class: [1] },
    small: {},
  },
  {
    of: 3,
    file: 'zoo/baselines/linear.net',
    network: 'polynomial',
    parameters: 4,
    source: SEED,
    outputs: { y: [8, 1] },
    small: {},
  },
  {
    of: 1,
    file: 'zoo/baselines/nearest_neighbour.net',
    network: 'nearest_neighbour',
    parameters: 100 * 16 + 100,
    source: 'the training set: 100 vectors and their labels',
    outputs: { nearest: [1], most: [1] },
    small: {},
  },
];
