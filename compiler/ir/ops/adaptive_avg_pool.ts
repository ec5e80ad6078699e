import { adaptivePool } from './shared/adaptive-pooling.js';

export const adaptiveAvgPool = adaptivePool(
  'adaptive_avg_pool',
  'Means of windows',
  (elements) => elements.reduce((sum, element) => sum + element, 0) / elements.length,
);
