import type { System } from './system.js';

const PICTURE = { picture: [1, 3, 64, 64] };
const DIGIT = { picture: [1, 1, 28, 28] };
const REAL = { real: [1, 1] };
const WASM = ['wasm'] as const;

/** Weights and biases of dense layers, by the extents in between. */
function dense(...extents: readonly number[]): number {
  return extents.slice(1).reduce((sum, extent, at) => sum + (extents[at] + 1) * extent, 0);
}

/** Weights of convolutions of square windows without biases. */
function convolutions(kernel: number, ...channels: readonly number[]): number {
  return channels.slice(1).reduce((sum, each, at) => sum + channels[at] * each * kernel ** 2, 0);
}

/** What batch norms of these channels have: a weight and a bias each. */
function norms(...channels: readonly number[]): number {
  return channels.reduce((sum, each) => sum + 2 * each, 0);
}

/** Generators, what judges them, and what both of them minimise. */
export const GAN: readonly System[] = [
  {
    of: 34,
    file: 'zoo/gan/losses.net',
    network: 'gan',
    parameters: 0,
    source: 'Goodfellow et al. 2014, equation 1',
    outputs: { discriminator: [], saturating: [], not_saturating: [] },
    range: { from: 0.01, to: 0.99 },
    small: { examples: 5 },
  },
  {
    of: 34,
    file: 'zoo/gan/losses.net',
    network: 'wgan',
    parameters: 0,
    source: 'Arjovsky et al. 2017, algorithm 1',
    outputs: { critic: [], generator: [] },
    small: { examples: 5 },
  },
  {
    of: 35,
    file: 'zoo/gan/dcgan.net',
    network: 'dcgan_generator',
    parameters: 3_576_704,
    source: "PyTorch's example",
    outputs: PICTURE,
    small: { features: 4 },
    targets: WASM,
  },
  {
    of: 35,
    file: 'zoo/gan/dcgan.net',
    network: 'dcgan_discriminator',
    parameters: 2_765_568,
    source: "PyTorch's example",
    outputs: REAL,
    small: { features: 4 },
  },
  {
    of: 35,
    file: 'zoo/gan/dcgan.net',
    network: 'paper_generator',
    parameters:
      100 * 16_384 + convolutions(5, 1024, 512, 256, 128, 3) + norms(1024, 512, 256, 128) + 3,
    source: 'Radford et al. 2016, figure 1, layer by layer',
    outputs: PICTURE,
    rows: [
      { layer: 'project', shape: [1, 16_384] },
      { layer: 'up1', shape: [1, 512, 8, 8] },
      { layer: 'up2', shape: [1, 256, 16, 16] },
      { layer: 'up3', shape: [1, 128, 32, 32] },
      { layer: 'up4', shape: [1, 3, 64, 64] },
    ],
    small: { features: 4 },
    targets: WASM,
  },
  {
    of: 35,
    file: 'zoo/gan/dcgan.net',
    network: 'paper_discriminator',
    sets: { critic: true },
    parameters: convolutions(5, 3, 64, 128, 256, 512) + 64 + norms(128, 256, 512) + dense(8192, 1),
    source: 'Radford et al. 2016, section 3, layer by layer',
    outputs: REAL,
    small: { features: 4 },
    targets: WASM,
  },
  {
    of: 35,
    file: 'zoo/gan/conditional_gan.net',
    network: 'generator',
    parameters: dense(100, 200) + dense(10, 1000) + dense(1200, 1200, 784),
    source: 'Mirza and Osindero 2014, section 4.1, layer by layer',
    outputs: DIGIT,
    small: { hidden: 50 },
  },
  {
    of: 35,
    file: 'zoo/gan/conditional_gan.net',
    network: 'discriminator',
    parameters: dense(784, 5 * 240) + dense(10, 5 * 50) + dense(290, 4 * 240) + dense(240, 1),
    source: 'Mirza and Osindero 2014, section 4.1, layer by layer',
    outputs: REAL,
    small: { units: 12 },
  },
  {
    of: 35,
    file: 'zoo/gan/srgan.net',
    network: 'srgan_generator',
    parameters:
      dense(3 * 81, 64) +
      1 +
      16 * (2 * (dense(64 * 9, 64) + 128) + 1) +
      (dense(64 * 9, 64) + 128) +
      2 * (dense(64 * 9, 256) + 1) +
      dense(64 * 81, 3),
    source: 'Ledig et al. 2017, figure 4, with one slope a PReLU, layer by layer',
    outputs: { picture: [1, 3, 96, 96] },
    small: { size: 5, features: 4, blocks: 1 },
    targets: WASM,
  },
  {
    of: 35,
    file: 'zoo/gan/restoration.net',
    network: 'restorer',
    parameters: dense(27, 64) + 8 * (2 * convolutions(3, 64, 64) + norms(64, 64)) + dense(576, 3),
    source: 'no published one; layer by layer',
    outputs: { picture: [1, 3, 128, 128] },
    small: { size: 11, features: 8, blocks: 2 },
  },
  {
    of: 35,
    file: 'zoo/gan/cyclegan.net',
    network: 'cyclegan_generator',
    parameters: 11_378_179,
    source: "the authors' code: 11.378 M",
    outputs: { picture: [1, 3, 256, 256] },
    rows: [
      { layer: 'model.1', shape: [1, 64, 256, 256] },
      { layer: 'model.4', shape: [1, 128, 128, 128] },
      { layer: 'model.7', shape: [1, 256, 64, 64] },
      { layer: 'model.18', shape: [1, 256, 64, 64], parameters: 2 * dense(256 * 9, 256) },
      { layer: 'model.19', shape: [1, 128, 128, 128] },
      { layer: 'model.22', shape: [1, 64, 256, 256] },
      { layer: 'model.26', shape: [1, 3, 256, 256] },
    ],
  },
  {
    of: 35,
    file: 'zoo/gan/cyclegan.net',
    network: 'cyclegan_generator',
    sets: { blocks: 6 },
    parameters: 7_837_699,
    source: "the authors' code: 7.838 M",
    outputs: { picture: [1, 3, 256, 256] },
    small: { size: 16, features: 4, blocks: 2 },
    targets: WASM,
  },
  {
    of: 35,
    file: 'zoo/gan/cyclegan.net',
    network: 'patch_gan',
    parameters: 2_764_737,
    source: "the authors' code: 2.765 M",
    outputs: { real: [1, 1, 30, 30] },
    small: { size: 32, features: 4 },
  },
  {
    of: 35,
    file: 'zoo/gan/infogan.net',
    network: 'generator',
    parameters: 74 * 1024 + 1024 * 6272 + convolutions(4, 128, 64, 1) + 1 + norms(1024, 6272, 64),
    source: 'Chen et al. 2016, table 1, layer by layer',
    outputs: DIGIT,
    small: { units: 32, features: 4 },
    targets: WASM,
  },
  {
    of: 35,
    file: 'zoo/gan/infogan.net',
    network: 'discriminator',
    parameters:
      convolutions(4, 1, 64, 128) +
      64 +
      6272 * 1024 +
      norms(128, 1024) +
      dense(1024, 1) +
      1024 * 128 +
      norms(128) +
      dense(128, 10) +
      2 * dense(128, 2),
    source: 'Chen et al. 2016, table 1, layer by layer',
    outputs: { ...REAL, class: [1, 10], mean: [1, 2], log_variance: [1, 2] },
    small: { units: 32, features: 4 },
  },
  ...(
    [
      ['generator', 50, 784, DIGIT],
      ['encoder', 784, 50, { code: [1, 50] }],
      ['discriminator', 834, 1, REAL],
    ] as const
  ).map(([network, inputs, results, outputs]): System => ({
    of: 35,
    file: 'zoo/gan/bigan.net',
    network,
    parameters: dense(inputs, 1024) + 1024 * 1024 + norms(1024) + dense(1024, results),
    source: 'Donahue et al. 2017, section 4.2, layer by layer',
    outputs,
    small: { units: 32 },
    targets: WASM,
  })),
  {
    of: 35,
    file: 'zoo/gan/vae_gan.net',
    network: 'encoder',
    parameters:
      convolutions(5, 3, 64, 128, 256) +
      16_384 * 2048 +
      norms(64, 128, 256, 2048) +
      2 * dense(2048, 128),
    source: 'Larsen et al. 2016, table 1, layer by layer',
    outputs: { code: [1, 128], divergence: [] },
    small: { features: 4, units: 16 },
    targets: WASM,
  },
  {
    of: 35,
    file: 'zoo/gan/vae_gan.net',
    network: 'decoder',
    parameters:
      128 * 16_384 + norms(16_384, 256, 128, 32) + convolutions(5, 256, 256, 128, 32, 3) + 3,
    source: 'Larsen et al. 2016, table 1, layer by layer',
    outputs: PICTURE,
    small: { features: 2 },
    targets: WASM,
  },
  {
    of: 35,
    file: 'zoo/gan/vae_gan.net',
    network: 'discriminator',
    parameters:
      convolutions(5, 3, 32, 128, 256, 256) +
      32 +
      norms(128, 256, 256, 512) +
      16_384 * 512 +
      dense(512, 1),
    source: 'Larsen et al. 2016, table 1, layer by layer',
    outputs: { likeness: [1, 256, 8, 8], ...REAL },
    small: { features: 2, units: 16 },
    targets: WASM,
  },
];
