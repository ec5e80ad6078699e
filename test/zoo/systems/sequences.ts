import type { System } from './system.js';

const FEATURES = 32;
const WIDTH = 64;
/** Weights and two biases of a gate or candidate. */
const GATE = WIDTH * (FEATURES + WIDTH + 2);

/** Cells, what one layer of each has, and where its equations are. */
const CELLS = [
  ['rnn', GATE, "PyTorch's nn.RNN"],
  ['lstm', 4 * GATE, "PyTorch's nn.LSTM"],
  [
    'peephole',
    4 * GATE + 3 * WIDTH,
    'Gers and Schmidhuber 2000: a weight an element and gate more',
  ],
  ['coupled', 4 * GATE, 'Greff et al. 2017, with the rows of the forget gate, as in ONNX'],
  ['gru', 3 * GATE, "PyTorch's nn.GRU"],
] as const;

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
  ...CELLS.flatMap(([cell, parameters, source]): System[] =>
    (
      [
        ['one_to_many', 1, 100, { scores: [1, 10, 100] }],
        ['many_to_one', 1, 2, { scores: [1, 2] }],
        ['aligned', 1, 5, { scores: [1, 10, 5] }],
        ['encoder_decoder', 2, 100, { scores: [1, 12, 100] }],
      ] as const
    ).map(([network, layers, classes, shapes]) => ({
      of: 33,
      file: 'zoo/recurrent/structures.net',
      network,
      sets: { cell },
      parameters: layers * parameters + classes * (WIDTH + 1),
      source,
      outputs: shapes,
      small: { features: 3, width: 5, steps: 4 },
      // On a GPU an encoder and decoder have all that the others have.
      ...(network !== 'encoder_decoder' && { targets: ['wasm'] }),
    })),
  ),
];
