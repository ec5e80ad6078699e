import type { System } from './system.js';

/** Pictures in the style of others. */
export const STYLE: readonly System[] = [
  {
    of: 37,
    file: 'zoo/style/style_transfer.net',
    network: 'style_transfer',
    parameters: 1_676_035 + 3200,
    source: "PyTorch's example, and its instance norms",
    outputs: { picture: [1, 3, 256, 256] },
  },
  {
    of: 36,
    file: 'zoo/style/gatys.net',
    network: 'gatys',
    // Without the last three layers of its fifth stage.
    parameters: 20_024_384 - 3 * (512 * 512 * 9 + 512),
    source: "the features of torchvision's vgg19",
    outputs: { content_loss: [], style_loss: [], loss: [] },
    small: { size: 16, width: 4 },
    targets: ['wasm'],
  },
  {
    of: 37,
    file: 'zoo/style/johnson.net',
    network: 'johnson',
    parameters: 1_676_035 + 3200,
    source: 'Johnson et al. 2016, table 1 of the supplement, layer by layer',
    outputs: { picture: [1, 3, 256, 256] },
    rows: (
      [
        ['layer1', 32, 336],
        ['layer2', 64, 168],
        ['layer3', 128, 84],
        ['residual1', 128, 80],
        ['residual2', 128, 76],
        ['residual3', 128, 72],
        ['residual4', 128, 68],
        ['residual5', 128, 64],
        ['layer4', 64, 128],
        ['layer5', 32, 256],
        ['layer6', 3, 256],
      ] as const
    ).map(([layer, channels, side]) => ({ layer, shape: [1, channels, side, side] })),
    small: { size: 16, features: 4, residual_blocks: 1 },
    targets: ['wasm'],
  },
  {
    of: 37,
    file: 'zoo/style/johnson.net',
    network: 'loss_network',
    parameters: 7_635_264,
    source: "the features of torchvision's vgg16 to relu4_3",
    outputs: { feature_loss: [], style_loss: [], variation: [] },
    // Of Gram matrices up to 0.35 that agree to 2e-6 it takes differences of 0.002, and their squares.
    within: 1e-3,
    small: { size: 16, width: 4 },
    targets: ['wasm'],
  },
];
