import type { System } from './system.js';

/** Text and other rows of steps. */
export const SEQUENCES: readonly System[] = [
  {
    of: 33,
    file: 'zoo/recurrent/char_lstm.net',
    network: 'char_lstm',
    parameters: 4 * 256 * (128 + 256 + 2) + 4 * 256 * (256 + 256 + 2) + 128 * (256 + 1),
    source: 'two layers of 256 with two biases each, as in PyTorch',
    outputs: { scores: [1, 64, 128] },
  },
  {
    of: 40,
    file: 'zoo/classic/text_cnn.net',
    network: 'text_cnn',
    parameters: 1000 * 50 + 3 * 100 + (3 + 4 + 5) * 50 * 100 + 300 * 2 + 2,
    source: 'Kim 2014, figure 1, layer by layer',
    outputs: { scores: [1, 2] },
    small: {},
  },
];
