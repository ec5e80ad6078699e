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
];
