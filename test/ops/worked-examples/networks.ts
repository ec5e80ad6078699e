import { Network } from '../../support/network.js';
import { picture } from './entry.js';

/** The networks of the course of which entries ask shapes and counts, built layer by layer. */

/** Two convolutions of ten 3×3 filters and a pool, three times (course example). */
export function cifar(head: 'flatten' | 'global_avg_pool'): Network {
  const network = new Network(picture([32, 32, 3]));
  for (let block = 0; block < 3; block++) {
    for (let layer = 0; layer < 2; layer++) {
      network.then('conv2d', { channels: 10, kernel: 3, padding: 1 }).then('relu');
    }
    network.then('max_pool', { kernel: 2 });
  }
  if (head === 'global_avg_pool') network.then('global_avg_pool');
  return network.then('flatten').then('linear', { features: 10 });
}

/** Krizhevsky et al. 2012 without response normalisation, which has no parameters. */
export function alexNet(groups: 1 | 2): { network: Network; steps: Record<string, AlexNetStep> } {
  const network = new Network(picture([227, 227, 3]));
  const steps: Record<string, AlexNetStep> = {};
  let before = 0;
  const mark = (name: string): void => {
    const { size, parameters } = network;
    const { rf, jump } = name.startsWith('fc') ? { rf: 0, jump: 0 } : network.receptiveField;
    steps[name] = { size, parameters: parameters - before, rf, jump };
    before = parameters;
  };
  const conv = (name: string, args: Record<string, number>): void => {
    network.then('conv2d', args).then('relu');
    mark(name);
  };
  const pool = (name: string): void => {
    network.then('max_pool', { kernel: 3, stride: 2 });
    mark(name);
  };
  conv('conv1', { channels: 96, kernel: 11, stride: 4 });
  pool('pool1');
  conv('conv2', { channels: 256, kernel: 5, padding: 2, groups });
  pool('pool2');
  conv('conv3', { channels: 384, kernel: 3, padding: 1 });
  conv('conv4', { channels: 384, kernel: 3, padding: 1, groups });
  conv('conv5', { channels: 256, kernel: 3, padding: 1, groups });
  pool('pool5');
  network.then('flatten');
  for (const [name, features] of [
    ['fc6', 4096],
    ['fc7', 4096],
    ['fc8', 1000],
  ] as const) {
    network.then('linear', { features });
    mark(name);
  }
  return { network, steps };
}

interface AlexNetStep {
  readonly size: number[];
  readonly parameters: number;
  readonly rf: number;
  readonly jump: number;
}

export type VggName = 'A' | 'B' | 'C' | 'D' | 'E';

/** 3×3 convolutions per stage; in C the last of the later stages is followed by a 1×1. */
const VGG_STAGES: Readonly<Record<VggName, readonly number[]>> = {
  A: [1, 1, 2, 2, 2],
  B: [2, 2, 2, 2, 2],
  C: [2, 2, 2, 2, 2],
  D: [2, 2, 3, 3, 3],
  E: [2, 2, 4, 4, 4],
};

/** The convolutional part of Simonyan & Zisserman 2014; `sizes` are those after each pool. */
export function vggStages(name: VggName): { network: Network; sizes: number[][] } {
  const network = new Network(picture([224, 224, 3]));
  const sizes = VGG_STAGES[name].map((count, stage) => {
    const channels = Math.min(64 * 2 ** stage, 512);
    for (let layer = 0; layer < count; layer++) {
      network.then('conv2d', { channels, kernel: 3, padding: 'same' }).then('relu');
    }
    if (name === 'C' && stage >= 2) network.then('conv2d', { channels, kernel: 1 }).then('relu');
    return network.then('max_pool', { kernel: 2 }).size;
  });
  return { network, sizes };
}

export function vgg(name: VggName): Network {
  const { network } = vggStages(name);
  network.then('flatten');
  for (const features of [4096, 4096, 1000]) network.then('linear', { features });
  return network;
}

/** 1×1; 1×1 → 3×3; 1×1 → 5×5; pool → 1×1, joined (Szegedy et al. 2015). */
export interface InceptionWidths {
  readonly n1x1: number;
  readonly n3x3red: number;
  readonly n3x3: number;
  readonly n5x5red: number;
  readonly n5x5: number;
  readonly pool_proj: number;
}

export function inception(network: Network, widths: InceptionWidths): Network {
  const conv = (from: Network, channels: number, kernel = 1): Network =>
    from.then('conv2d', { channels, kernel, padding: 'same' });
  const ends = network.branches(
    (from) => conv(from, widths.n1x1),
    (from) => conv(conv(from, widths.n3x3red), widths.n3x3, 3),
    (from) => conv(conv(from, widths.n5x5red), widths.n5x5, 5),
    (from) => conv(from.then('max_pool', { kernel: 3, stride: 1, padding: 1 }), widths.pool_proj),
  );
  return network.then('concat', { axis: 1 }, ends);
}

/** In the order of the columns of the paper's table. */
const GOOGLENET_ROWS: readonly (readonly number[] | 'pool')[] = [
  [64, 96, 128, 16, 32, 32],
  [128, 128, 192, 32, 96, 64],
  'pool',
  [192, 96, 208, 16, 48, 64],
  [160, 112, 224, 24, 64, 64],
  [128, 128, 256, 24, 64, 64],
  [112, 144, 288, 32, 64, 64],
  [256, 160, 320, 32, 128, 128],
  'pool',
  [256, 160, 320, 32, 128, 128],
  [384, 192, 384, 48, 128, 128],
];

export function inceptionRow(row: readonly number[]): InceptionWidths {
  const [n1x1, n3x3red, n3x3, n5x5red, n5x5, pool_proj] = row;
  return { n1x1, n3x3red, n3x3, n5x5red, n5x5, pool_proj };
}

export function googLeNet(): Network {
  const pool = { kernel: 3, stride: 2, ceil_mode: true };
  const network = new Network(picture([224, 224, 3]))
    .then('conv2d', { channels: 64, kernel: 7, stride: 2, padding: 3 })
    .then('max_pool', pool)
    .then('conv2d', { channels: 64, kernel: 1 })
    .then('conv2d', { channels: 192, kernel: 3, padding: 1 })
    .then('max_pool', pool);
  for (const row of GOOGLENET_ROWS) {
    if (row === 'pool') network.then('max_pool', pool);
    else inception(network, inceptionRow(row));
  }
  return network
    .then('avg_pool', { kernel: 7, stride: 1 })
    .then('flatten')
    .then('linear', { features: 1000 });
}

/** Stacks of blocks with a shortcut around each (He et al. 2015). */
function residualStages(
  network: Network,
  depths: readonly number[],
  body: (from: Network, stage: number, stride: number) => Network,
  shortcut: (from: Network, stage: number, stride: number, grows: boolean) => Network,
): void {
  depths.forEach((depth, stage) => {
    for (let block = 0; block < depth; block++) {
      const stride = block === 0 && stage > 0 ? 2 : 1;
      const ends = network.branches(
        (from) => body(from, stage, stride),
        (from) => shortcut(from, stage, stride, block === 0),
      );
      network.then('add', {}, ends).then('relu');
    }
  });
}

function convNorm(from: Network, channels: number, kernel: number, stride = 1): Network {
  const padding = Math.floor(kernel / 2);
  return from.then('conv2d', { channels, kernel, stride, padding, bias: false }).then('batch_norm');
}

const RESNET_DEPTHS: Readonly<Record<string, readonly number[]>> = {
  18: [2, 2, 2, 2],
  34: [3, 4, 6, 3],
  50: [3, 4, 6, 3],
  101: [3, 4, 23, 3],
  152: [3, 8, 36, 3],
};

/** ImageNet networks with a projection where the shape changes (option b). */
export function resNet(layers: string): Network {
  const bottleneck = Number(layers) >= 50;
  const width = (stage: number): number => 64 * 2 ** stage;
  const network = convNorm(new Network(picture([224, 224, 3])), 64, 7, 2)
    .then('relu')
    .then('max_pool', { kernel: 3, stride: 2, padding: 1 });
  residualStages(
    network,
    RESNET_DEPTHS[layers],
    (from, stage, stride) => {
      if (!bottleneck) {
        return convNorm(convNorm(from, width(stage), 3, stride).then('relu'), width(stage), 3);
      }
      const narrow = convNorm(convNorm(from, width(stage), 1), width(stage), 3, stride);
      return convNorm(narrow, 4 * width(stage), 1);
    },
    (from, stage, stride, first) => {
      const channels = (bottleneck ? 4 : 1) * width(stage);
      const fits = stride === 1 && from.value.type.shape[1] === channels;
      return first && !fits ? convNorm(from, channels, 1, stride) : from;
    },
  );
  return network.then('global_avg_pool').then('flatten').then('linear', { features: 1000 });
}

/** CIFAR networks of 6n + 2 layers whose shortcuts pad channels with zeros (option a). */
export function cifarResNet(layers: number): Network {
  const depth = (layers - 2) / 6;
  const network = convNorm(new Network(picture([32, 32, 3])), 16, 3).then('relu');
  residualStages(
    network,
    [depth, depth, depth],
    (from, stage, stride) =>
      convNorm(convNorm(from, 16 * 2 ** stage, 3, stride).then('relu'), 16 * 2 ** stage, 3),
    (from, stage, stride) =>
      stride === 1
        ? from
        : from
            .then('slice', { axis: 2, step: 2 })
            .then('slice', { axis: 3, step: 2 })
            .then('pad', { padding: [0, 16 * 2 ** (stage - 1)], axis: 1 }),
  );
  return network.then('global_avg_pool').then('flatten').then('linear', { features: 10 });
}

/** Nielsen's MNIST series: convolutions of 5×5, each followed by a 2×2 pool, then dense layers. */
export function mnist(convolutions: readonly number[], hidden: readonly number[]): Network {
  const network = new Network(picture([28, 28, 1]));
  for (const channels of convolutions) {
    network.then('conv2d', { channels, kernel: 5 }).then('max_pool', { kernel: 2 });
  }
  network.then('flatten');
  for (const features of [...hidden, 10]) network.then('linear', { features });
  return network;
}
