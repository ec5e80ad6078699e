import type { Row, System } from './system.js';
import { IMAGENET, TORCHVISION } from './system.js';

const WITH_HEAD = { scores1: [1, 1000], ...IMAGENET };
const WITH_HEADS = { scores2: [1, 1000], ...WITH_HEAD };

/** Sizes and widths that fit into a test; what the modules are made of is all there. */
const WASM = ['wasm'] as const;
const SMALL = { size: 64, width: 1 / 8, classes: 10 };
const SMALL_V3 = { size: 75, width: 1 / 16, classes: 10 };

/** Rows of table 1 of Szegedy et al. 2015: channels and extent, weights and biases, multiply-adds. */
const GOOGLENET_ROWS: readonly Row[] = (
  [
    ['conv1', 64, 112, 9_472, 118_013_952],
    ['conv2', 192, 56, 4_160 + 110_784, 359_661_568],
    ['inception_3a', 256, 28, 163_696, 128_049_152],
    ['inception_3b', 480, 28, 388_736, 304_267_264],
    ['inception_4a', 512, 14, 376_176, 73_608_192],
    ['inception_4b', 512, 14, 449_160, 87_908_352],
    ['inception_4c', 512, 14, 510_104, 99_850_240],
    ['inception_4d', 528, 14, 605_376, 118_515_712],
    ['inception_4e', 832, 14, 868_352, 169_996_288],
    ['inception_5a', 832, 7, 1_043_456, 51_079_168],
    ['inception_5b', 1024, 7, 1_444_080, 70_697_984],
  ] as const
).map(([layer, channels, extent, parameters, macs]) => ({
  layer,
  shape: [1, channels, extent, extent],
  parameters,
  macs,
}));

/** Where the maps of Inception-v2 and v3 change, by table 1 of Szegedy et al. 2016. */
function shapes(rows: readonly (readonly [string, number, number])[]): Row[] {
  return rows.map(([layer, channels, extent]) => ({ layer, shape: [1, channels, extent, extent] }));
}

/** Windows of several sizes side by side, from GoogLeNet to Inception-ResNet. */
export const INCEPTION: readonly System[] = [
  {
    of: 17,
    file: 'zoo/inception/googlenet.net',
    network: 'googlenet',
    parameters: 6_624_904,
    source: TORCHVISION,
    outputs: IMAGENET,
  },
  {
    of: 17,
    file: 'zoo/inception/googlenet.net',
    network: 'googlenet',
    sets: { auxiliary: true },
    parameters: 13_004_888,
    source: TORCHVISION,
    outputs: WITH_HEADS,
    rows: [
      { layer: 'aux1', shape: [1, 1000], parameters: 3_188_968 },
      { layer: 'aux2', shape: [1, 1000], parameters: 3_191_016 },
    ],
    small: SMALL,
    targets: WASM,
  },
  {
    of: 17,
    file: 'zoo/inception/googlenet.net',
    network: 'inception_v1',
    parameters: 6_998_552,
    source: "Caffe's bvlc_googlenet; Szegedy et al. 2015, table 1, row by row",
    outputs: IMAGENET,
    rows: GOOGLENET_ROWS,
  },
  {
    of: 17,
    file: 'zoo/inception/googlenet.net',
    network: 'inception_v1',
    sets: { auxiliary: true },
    parameters: 13_378_280,
    source: "Caffe's bvlc_googlenet, 53.5 MB",
    outputs: WITH_HEADS,
    rows: [
      { layer: 'loss1', shape: [1, 1000], parameters: 3_188_840 },
      { layer: 'loss2', shape: [1, 1000], parameters: 3_190_888 },
    ],
    small: { ...SMALL, size: 96 },
    targets: WASM,
  },
  {
    of: 17,
    file: 'zoo/inception/googlenet.net',
    network: 'naive_module',
    parameters: 387_072 + 64 + 128 + 32,
    source: 'Szegedy et al. 2015, figure 2a, with the widths of 3a',
    outputs: { y: [1, 416, 28, 28] },
    small: { size: 9, channels: 16 },
  },
  {
    of: 18,
    file: 'zoo/inception/bn_inception.net',
    network: 'bn_inception',
    sets: { pooled: 128 },
    parameters: 11_295_240,
    source: 'the checkpoint of pretrained-models.pytorch',
    outputs: IMAGENET,
  },
  {
    of: 18,
    file: 'zoo/inception/bn_inception.net',
    network: 'bn_inception',
    // Of 4c and 4d, 32 channels less each go into 4d, 4e and 5a.
    parameters: 11_204_936,
    source: 'Ioffe and Szegedy 2015, figure 5, layer by layer',
    outputs: IMAGENET,
    rows: shapes([
      ['conv1_7x7_s2', 64, 112],
      ['conv2_3x3', 192, 56],
      ['inception_3a', 256, 28],
      ['inception_3b', 320, 28],
      ['inception_3c', 576, 14],
      ['inception_4a', 576, 14],
      ['inception_4b', 576, 14],
      ['inception_4c', 576, 14],
      ['inception_4d', 576, 14],
      ['inception_4e', 1024, 7],
      ['inception_5a', 1024, 7],
      ['inception_5b', 1024, 7],
    ]),
    small: { ...SMALL, width: 1 / 16 },
    targets: WASM,
  },
  {
    of: 19,
    file: 'zoo/inception/inception_v3.net',
    network: 'inception_v3',
    parameters: 23_834_568,
    source: TORCHVISION,
    outputs: IMAGENET,
    rows: shapes([
      ['Conv2d_1a_3x3', 32, 149],
      ['Conv2d_2a_3x3', 32, 147],
      ['Conv2d_2b_3x3', 64, 147],
      ['Conv2d_3b_1x1', 80, 73],
      ['Conv2d_4a_3x3', 192, 71],
      ['Mixed_5b', 256, 35],
      ['Mixed_5d', 288, 35],
      ['Mixed_6a', 768, 17],
      ['Mixed_6e', 768, 17],
      ['Mixed_7a', 1280, 8],
      ['Mixed_7c', 2048, 8],
    ]),
    small: SMALL_V3,
    targets: WASM,
  },
  {
    of: 19,
    file: 'zoo/inception/inception_v3.net',
    network: 'inception_v3',
    sets: { auxiliary: true },
    parameters: 27_161_264,
    source: TORCHVISION,
    outputs: WITH_HEAD,
    rows: [{ layer: 'AuxLogits', shape: [1, 1000], parameters: 3_326_696 }],
  },
  {
    of: 19,
    file: 'zoo/inception/inception_v3.net',
    network: 'inception_v2',
    parameters: 25_954_248,
    source: 'Szegedy et al. 2016, table 1, with the widths of v3, layer by layer',
    outputs: IMAGENET,
    rows: shapes([
      ['conv1', 32, 149],
      ['conv2', 32, 147],
      ['conv3', 64, 147],
      ['conv4', 80, 71],
      ['conv5', 192, 35],
      ['conv6', 288, 35],
      ['inception3', 288, 35],
      ['inception8', 768, 17],
      ['reduction2', 1280, 8],
      ['inception10', 2048, 8],
    ]),
    small: SMALL_V3,
    targets: WASM,
  },
  {
    of: 20,
    file: 'zoo/inception/inception_v4.net',
    network: 'inception_v4',
    parameters: 42_679_816,
    source: "timm's checkpoint: 42.68 M",
    outputs: IMAGENET,
    rows: shapes([
      ['features.3.conv', 96, 73],
      ['features.5.conv', 192, 35],
      ['features.9', 384, 35],
      ['features.10', 1024, 17],
      ['features.17', 1024, 17],
      ['features.18', 1536, 8],
      ['features.21', 1536, 8],
    ]),
    small: { ...SMALL_V3, modules: [1, 1, 1] },
    targets: WASM,
  },
  {
    of: 20,
    file: 'zoo/inception/inception_v4.net',
    network: 'inception_resnet_v2',
    parameters: 55_843_464,
    source: "timm's checkpoint: 55.84 M",
    outputs: IMAGENET,
    rows: shapes([
      ['mixed_5b', 320, 35],
      ['mixed_6a', 1088, 17],
      ['mixed_7a', 2080, 8],
      ['conv2d_7b', 1536, 8],
    ]),
    small: { ...SMALL_V3, modules: [1, 1, 1] },
    targets: WASM,
  },
];
