import type { System } from './system.js';

const VGG16_FEATURES = 14_714_688;
const DENSE_AS_CONVOLUTIONS = (512 * 49 + 1) * 4096 + (4096 + 1) * 4096;
const CLASSES = 21;
/** A transposed convolution from classes to classes, without a bias. */
const upsampling = (factor: number): number => (CLASSES * 2 * factor) ** 2;
const scores = (channels: number): number => (channels + 1) * CLASSES;

const FCN = VGG16_FEATURES + DENSE_AS_CONVOLUTIONS + scores(4096);

/** A class for every pixel. */
export const SEGMENTATION: readonly System[] = [
  ...(
    [
      ['fcn32s', FCN + upsampling(32)],
      ['fcn16s', FCN + scores(512) + upsampling(2) + upsampling(16)],
      ['fcn8s', FCN + scores(512) + scores(256) + 2 * upsampling(2) + upsampling(8)],
    ] as const
  ).map(([network, parameters]): System => ({
    of: 25,
    file: 'zoo/segmentation/fcn.net',
    network,
    parameters,
    source: 'Long et al. 2015, table 1: 134 M; layer by layer as in the authors’ files',
    outputs: { scores: [1, CLASSES, 500, 500] },
    small: { size: 32, base: 1, width: 8, classes: 3 },
    targets: ['wasm'],
  })),
  {
    of: 25,
    file: 'zoo/segmentation/deconvnet.net',
    network: 'deconvnet',
    parameters: 251_805_653,
    source: 'Noh et al. 2015, table 4, layer by layer: 252 M',
    outputs: { scores: [1, CLASSES, 224, 224] },
    rows: [
      { layer: 'conv5_3', shape: [1, 512, 14, 14] },
      { layer: 'fc6', shape: [1, 4096, 1, 1], parameters: 102_764_544 + 2 * 4096 },
      { layer: 'fc7', shape: [1, 4096, 1, 1], parameters: 16_781_312 + 2 * 4096 },
      { layer: 'fc6_deconv', shape: [1, 512, 7, 7], parameters: 4096 * 512 * 49 + 3 * 512 },
      { layer: 'deconv5_1', shape: [1, 512, 14, 14] },
      { layer: 'deconv4_3', shape: [1, 256, 28, 28] },
      { layer: 'deconv3_3', shape: [1, 128, 56, 56] },
      { layer: 'deconv2_2', shape: [1, 64, 112, 112] },
      { layer: 'deconv1_2', shape: [1, 64, 224, 224] },
    ],
    small: { size: 32, base: 2, width: 8, classes: 3 },
    targets: ['wasm'],
  },
];
