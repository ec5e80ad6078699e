import { basename } from 'node:path';
import type { Row, System } from './system.js';
import { TORCHVISION, IMAGENET } from './system.js';

const WASM = { targets: ['wasm'] } as const;

const VGG = 'Simonyan and Zisserman 2014, table 2, to the last one by their table 1';

/** Of torchvision's form, in one tower. */
const ALEXNET_ROWS: readonly Row[] = [
  { layer: 'features.0', shape: [1, 64, 55, 55], parameters: 23_296, macs: 70_276_800 },
  { layer: 'features.3', shape: [1, 192, 27, 27], parameters: 307_392, macs: 223_948_800 },
  { layer: 'features.6', shape: [1, 384, 13, 13], parameters: 663_936, macs: 112_140_288 },
  { layer: 'features.8', shape: [1, 256, 13, 13], parameters: 884_992, macs: 149_520_384 },
  { layer: 'features.10', shape: [1, 256, 13, 13], parameters: 590_080, macs: 99_680_256 },
  { layer: 'classifier.1', shape: [1, 4096], parameters: 37_752_832 },
  { layer: 'classifier.4', shape: [1, 4096], parameters: 16_781_312 },
  { layer: 'classifier.6', shape: [1, 1000], parameters: 4_097_000 },
];

/** Weights and biases of a 3 × 3 layer between two numbers of channels. */
const PAIRS: Readonly<Record<string, number>> = {
  '3-64': 1_792,
  '64-64': 36_928,
  '64-128': 73_856,
  '128-128': 147_584,
  '128-256': 295_168,
  '256-256': 590_080,
  '256-512': 1_180_160,
  '512-512': 2_359_808,
};

/** The layers of table 1 of Simonyan and Zisserman 2014 with 3 × 3 windows, by how many each stage has. */
function vggRows(depths: readonly number[]): Row[] {
  let [at, before] = [0, 3];
  const rows = depths.flatMap((depth, stage) => {
    const channels = [64, 128, 256, 512, 512][stage];
    const side = 224 / 2 ** stage;
    const found = Array.from({ length: depth }, (): Row => {
      const layer = `features.${at}`;
      const parameters = PAIRS[`${before}-${channels}`];
      const macs = (parameters - channels) * side * side;
      [at, before] = [at + 2, channels];
      return { layer, shape: [1, channels, side, side], parameters, macs };
    });
    at++;
    return found;
  });
  return [
    ...rows,
    { layer: 'classifier.0', shape: [1, 4096], parameters: 102_764_544, macs: 102_760_448 },
    { layer: 'classifier.3', shape: [1, 4096], parameters: 16_781_312, macs: 16_777_216 },
    { layer: 'classifier.6', shape: [1, 1000], parameters: 4_097_000, macs: 4_096_000 },
  ];
}

/** Photographs into classes: LeNet-5, and what won ImageNet after it. */
export const CLASSIFICATION: readonly System[] = [
  ...(
    [
      [12, 'classic/alexnet', 61_100_840, TORCHVISION, IMAGENET, ALEXNET_ROWS],
      [undefined, 'mobilenet/squeezenet1_1', 1_235_496, TORCHVISION, IMAGENET, []],
      [undefined, 'mobilenet/mobilenet_v2', 3_504_872, TORCHVISION, IMAGENET, []],
    ] as const
  ).map(([of, path, parameters, source, outputs, rows]): System => ({
    ...(of !== undefined && { of }),
    file: `zoo/${path}.net`,
    network: basename(path),
    parameters,
    source,
    outputs,
    rows,
    ...(of === undefined && { small: { size: 32, width: 1 / 8, classes: 5 }, ...WASM }),
  })),
  ...(
    [
      [1, 62_378_344, "the course's table, layer by layer: 62.4 M"],
      [2, 60_965_224, 'Krizhevsky et al. 2012, figure 2, layer by layer; in words 60 M'],
    ] as const
  ).map(([groups, parameters, source]): System => ({
    of: 12,
    file: 'zoo/classic/alexnet.net',
    network: 'alexnet_2012',
    sets: { groups },
    parameters,
    source,
    outputs: IMAGENET,
    rows: [
      { layer: 'conv1', shape: [1, 96, 55, 55], parameters: 34_944 },
      { layer: 'conv2', shape: [1, 256, 27, 27], parameters: groups === 1 ? 614_656 : 307_456 },
      { layer: 'conv3', shape: [1, 384, 13, 13], parameters: 885_120 },
      { layer: 'conv4', shape: [1, 384, 13, 13], parameters: groups === 1 ? 1_327_488 : 663_936 },
      { layer: 'conv5', shape: [1, 256, 13, 13], parameters: groups === 1 ? 884_992 : 442_624 },
      { layer: 'fc6', shape: [1, 4096], parameters: 37_752_832 },
      { layer: 'fc7', shape: [1, 4096], parameters: 16_781_312 },
      { layer: 'fc8', shape: [1, 1000], parameters: 4_097_000 },
    ],
    ...(groups === 2 && { small: { size: 67, width: 16, classes: 5 } }),
  })),
  {
    of: 10,
    file: 'zoo/classic/neocognitron.net',
    network: 'neocognitron',
    // Kernels of 3 × 3 and 5 × 5, and for each plane what inhibits it.
    parameters: 24 * (9 + 1) + 24 * (24 * 25 + 1) + 10 * (24 * 25 + 1),
    source: 'Fukushima 1980, equations 1 to 5, of sizes chosen here',
    outputs: { answers: [1, 10] },
    small: {},
  },
  ...[224, 180].map((size): System => ({
    of: 23,
    file: 'zoo/classic/sppnet.net',
    network: 'sppnet',
    sets: { size },
    // 14 bins for each of 256 maps, where the network without has 36.
    parameters: 62_357_608 - (36 - 14) * 256 * 4096,
    source: "He et al. 2014: ZF-5 with the course's pyramid, as many for every size",
    outputs: IMAGENET,
    rows: [
      { layer: 'conv5', shape: size === 224 ? [1, 256, 13, 13] : [1, 256, 10, 10] },
      { layer: 'fc6', shape: [1, 4096], parameters: (14 * 256 + 1) * 4096 },
    ],
    ...(size === 180 && { small: { base: 2, width: 16, classes: 5 }, targets: ['wasm'] as const }),
  })),
  {
    of: 11,
    file: 'lenet5/lenet5.net',
    network: 'lenet5',
    parameters: 61_706,
    source: 'as it is taught today: poolings without parameters, every map of C3 sees all of S2',
    outputs: { scores: [1, 10], probabilities: [1, 10] },
    rows: [
      { layer: 'c1', shape: [1, 6, 28, 28], parameters: 156, macs: 117_600 },
      { layer: 'c3', shape: [1, 16, 10, 10], parameters: 2_416, macs: 240_000 },
      { layer: 'c5', shape: [1, 120, 1, 1], parameters: 48_120, macs: 48_000 },
      { layer: 'f6', shape: [1, 84], parameters: 10_164, macs: 10_080 },
      { layer: 'output', shape: [1, 10], parameters: 850, macs: 840 },
    ],
  },
  {
    of: 11,
    file: 'zoo/classic/lenet5_1998.net',
    network: 'lenet5_1998',
    parameters: 60_000 + 840,
    source: 'LeCun et al. 1998: 60,000 that are trained, and 10 pictures of 7 × 12 pixels',
    outputs: { distances: [1, 10] },
    rows: [
      { layer: 'c1', shape: [1, 6, 28, 28], parameters: 156, macs: 150 * 784 },
      { layer: 's2', shape: [1, 6, 14, 14], parameters: 12 },
      { layer: 'c3', shape: [1, 16, 10, 10], parameters: 1_516 },
      { layer: 's4', shape: [1, 16, 5, 5], parameters: 32 },
      { layer: 'c5', shape: [1, 120, 1, 1], parameters: 48_120, macs: 48_000 },
      { layer: 'f6', shape: [1, 84], parameters: 10_164, macs: 10_080 },
      { layer: 'output', shape: [1, 10], parameters: 840 },
    ],
    small: {},
  },
  {
    file: 'zoo/mobilenet/mobilenet_v1.net',
    network: 'mobilenet_v1',
    parameters: 4_231_976 + 1025,
    source: 'Howard et al. 2017: 4.2 M, and a class for the background',
    outputs: { scores: [1, 1001] },
    small: { size: 32, width: 1 / 8, classes: 5 },
    ...WASM,
  },
  {
    of: 13,
    file: 'zoo/classic/zfnet.net',
    network: 'zfnet',
    // The network's, and four Gaussians along rows and four along columns, which are not learned.
    parameters: 62_357_608 + 8 * 9,
    source: 'Zeiler and Fergus 2014, figure 3, layer by layer',
    outputs: IMAGENET,
    small: { size: 64, width: 1 / 32, classes: 5 },
  },
  ...(
    [
      ['vgg11', 132_863_336, [1, 1, 2, 2, 2]],
      ['vgg11_lrn', 132_863_336, [1, 1, 2, 2, 2]],
      ['vgg13', 133_047_848, [2, 2, 2, 2, 2]],
      ['vgg16_1x1', 133_638_952, undefined],
      ['vgg16', 138_357_544, [2, 2, 3, 3, 3]],
      ['vgg19', 143_667_240, [2, 2, 4, 4, 4]],
    ] as const
  ).map(([network, parameters, depths]): System => ({
    of: 15,
    file: 'zoo/vgg/vgg.net',
    network,
    parameters,
    source: VGG,
    outputs: IMAGENET,
    ...(depths !== undefined && { rows: vggRows(depths) }),
    ...(network === 'vgg11_lrn' && { small: { size: 32, width: 1 / 16, classes: 5 } }),
    ...(network === 'vgg16_1x1' && { small: { size: 32, width: 1 / 16, classes: 5 }, ...WASM }),
  })),
  {
    of: 15,
    file: 'zoo/vgg/vgg.net',
    network: 'vgg13_5x5',
    // Two layers of 3×3 are 18 weights a pair of channels, one of 5×5 is 25: layer by layer.
    parameters: 134_503_528,
    source: 'Simonyan and Zisserman 2014, section 4.1, in words',
    outputs: IMAGENET,
    small: { size: 32, width: 1 / 16, classes: 5 },
    ...WASM,
  },
  ...(
    [
      ['resnet18', 11_689_512, 1_814_073_344, 1, 1],
      ['resnet34', 21_797_672, 3_663_761_408, 1, 2],
      ['resnet50', 25_557_032, 4_089_184_256, 4, 2],
      ['resnet101', 44_549_160, 7_801_405_440, 4, 2],
      ['resnet152', 60_192_808, 11_513_626_624, 4, 2],
    ] as const
  ).map(([network, parameters, macs, expansion, last]): System => ({
    of: 21,
    file: 'zoo/resnet/resnet.net',
    network,
    parameters,
    source: TORCHVISION,
    outputs: IMAGENET,
    macs,
    rows: [
      { layer: 'conv1', shape: [1, 64, 112, 112] },
      { layer: 'layer1', shape: [1, 64 * expansion, 56, 56] },
      { layer: 'layer2', shape: [1, 128 * expansion, 28, 28] },
      { layer: 'layer3', shape: [1, 256 * expansion, 14, 14] },
      { layer: `layer4.${last}`, shape: [1, 512 * expansion, 7, 7] },
    ],
    // Both kinds of blocks.
    ...((network === 'resnet18' || network === 'resnet50') && {
      small: { size: 32, width: 4, classes: 10 },
      targets: ['wasm'],
    }),
  })),
  {
    of: 21,
    file: 'zoo/resnet/resnet.net',
    network: 'plain34',
    // Without the 1×1 layers of three shortcuts and their batch norms.
    parameters: 21_797_672 - (64 * 128 + 256) - (128 * 256 + 512) - (256 * 512 + 1024),
    source: 'resnet34 without its shortcuts',
    outputs: IMAGENET,
  },
  {
    of: 22,
    file: 'zoo/xception/xception.net',
    network: 'xception',
    parameters: 22_855_952,
    source: 'Chollet 2017, table 3: 22,855,952',
    outputs: IMAGENET,
    small: { size: 71, width: 1 / 8, middles: 1, classes: 5 },
    ...WASM,
  },
];
