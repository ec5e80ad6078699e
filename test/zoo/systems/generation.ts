import type { System } from './system.js';

/** Pictures out of noise, and pictures out of pictures. */
export const GENERATION: readonly System[] = [
  {
    of: 35,
    file: 'zoo/gan/dcgan_generator.net',
    network: 'dcgan_generator',
    parameters: 3_576_704,
    source: "the generator of PyTorch's example",
    outputs: { picture: [1, 3, 64, 64] },
  },
  {
    of: 37,
    file: 'zoo/style/style_transfer.net',
    network: 'style_transfer',
    parameters: 1_676_035 + 3200,
    source: "PyTorch's example, and its instance norms",
    outputs: { picture: [1, 3, 256, 256] },
  },
];
