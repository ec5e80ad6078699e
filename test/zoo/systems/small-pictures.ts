import type { Row, System } from './system.js';
import { SEED, SCORES } from './system.js';

const CLASSES = { classes: [1, 10] };
const NIELSEN = 'Nielsen 2015, chapter 6: layer by layer';

/** Nielsen's layers by name: what comes out, weights and biases. */
const CONV1: Row = { layer: 'conv1', shape: [1, 20, 24, 24], parameters: 520, macs: 288_000 };
const CONV2: Row = { layer: 'conv2', shape: [1, 40, 8, 8], parameters: 20_040, macs: 1_280_000 };

function dense(layer: string, inputs: number, outputs: number): Row {
  return { layer, shape: [1, outputs], parameters: (inputs + 1) * outputs, macs: inputs * outputs };
}

function convolved(hidden: number): Row[] {
  return [CONV1, CONV2, dense('hidden', 640, hidden), dense('output', hidden, 10)];
}

function twoHidden(width: number): Row[] {
  const hidden = [dense('hidden1', 640, width), dense('hidden2', width, width)];
  return [CONV1, CONV2, ...hidden, dense('output', width, 10)];
}

/** Digits of MNIST and the pictures of CIFAR. */
export const SMALL_PICTURES: readonly System[] = [
  ...(
    [
      ['dense', {}, 79_510, [dense('hidden', 784, 100), dense('output', 100, 10)]],
      ['conv', {}, 289_630, [CONV1, dense('hidden', 2880, 100), dense('output', 100, 10)]],
      ['conv_conv', {}, 85_670, convolved(100)],
      ['conv_conv', { hidden: 300 }, 215_870, convolved(300)],
      ['conv_conv', { hidden: 1000 }, 671_570, convolved(1000)],
      ['two_hidden', {}, 95_770, twoHidden(100)],
      ['two_hidden', { hidden: 1000 }, 1_672_570, twoHidden(1000)],
    ] as const
  ).map(([network, sets, parameters, rows]): System => ({
    of: 38,
    file: 'zoo/mnist/mnist.net',
    network,
    sets,
    parameters,
    source: NIELSEN,
    outputs: CLASSES,
    rows,
    ...(parameters < 100_000 && { small: {} }),
  })),
  {
    of: 7,
    file: 'zoo/cifar/conv_nets.net',
    network: 'flattened',
    parameters: 6_440,
    source: SEED,
    outputs: SCORES,
    rows: [
      { layer: 'trunk.0', shape: [1, 10, 32, 32], parameters: 280 },
      { layer: 'trunk.1', shape: [1, 10, 32, 32], parameters: 910 },
      { layer: 'trunk.2', shape: [1, 10, 16, 16], parameters: 910 },
      { layer: 'trunk.3', shape: [1, 10, 16, 16], parameters: 910 },
      { layer: 'trunk', shape: [1, 10, 4, 4], parameters: 4_830 },
      { layer: 'head', shape: [1, 10], parameters: 1_610 },
    ],
    small: {},
  },
  {
    of: 7,
    file: 'zoo/cifar/conv_nets.net',
    network: 'pooled',
    parameters: 4_940,
    source: SEED,
    outputs: SCORES,
    small: {},
  },
  {
    of: 8,
    file: 'zoo/cifar/conv_nets.net',
    network: 'one_layer',
    parameters: 336 + 30_730,
    source: SEED,
    outputs: SCORES,
    small: {},
  },
  {
    of: 9,
    file: 'zoo/cifar/conv_nets.net',
    network: 'pattern',
    sets: { n: 2, m: 1, k: 2 },
    parameters: (27 + 1) * 16 + (16 * 9 + 1) * 16 + (16 * 256 + 1) * 128 + 129 * 128 + 129 * 10,
    source: SEED,
    outputs: SCORES,
    small: {},
  },
  ...(
    [
      ['plain', 3, 269_722],
      ['residual', 3, 269_722],
      ['plain', 9, 853_018],
      ['residual', 9, 853_018],
    ] as const
  ).map(([network, n, parameters]): System => ({
    of: 21,
    file: 'zoo/cifar/resnet_cifar.net',
    network,
    sets: { n },
    parameters,
    source: 'He et al. 2015, table 6: 0.27 M of 20 layers and 0.85 M of 56',
    outputs: SCORES,
    ...(n === 3 && { small: { n: 1 } }),
  })),
  {
    of: 16,
    file: 'zoo/cifar/nin.net',
    network: 'nin',
    parameters: 966_986,
    source: 'Lin, Chen and Yan 2014: 0.97 M',
    outputs: { probabilities: [1, 10] },
    small: { width: 1 / 32 },
  },
  {
    of: 14,
    file: 'zoo/cifar/all_conv.net',
    network: 'all_conv',
    parameters: 1_369_738,
    source: 'Springenberg et al. 2015, table 1: about 1.4 M',
    outputs: SCORES,
    small: { width: 1 / 16 },
  },
];
