import { adaptivePool } from './shared/adaptive-pooling.js';

export const adaptiveMaxPool = adaptivePool(
  'adaptive_max_pool',
  'Largest elements of windows',
  (elements) => Math.max(...elements),
);
