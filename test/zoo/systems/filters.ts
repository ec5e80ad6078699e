import type { System } from './system.js';
import { SEED } from './system.js';

/** Filters that somebody wrote or that learn without labels. */
export const FILTERS: readonly System[] = [
  {
    of: 39,
    file: 'edges/edges.net',
    network: 'edges',
    parameters: 32,
    source: "Sobel's filters and a blur, written in the source",
    outputs: { picture: [1, 1, 296, 447] },
  },
  {
    of: 26,
    file: 'zoo/classic/autoencoder_features.net',
    network: 'autoencoder_features',
    parameters: 100 * 65,
    source: SEED,
    outputs: { maps: [1, 100, 89, 89], pooled: [1, 100, 2, 2] },
  },
];
