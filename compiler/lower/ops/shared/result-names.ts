import type { Combine } from '../../formulas/compute.js';

/** What the result of a reduction is called where an op has one. */
export const RESULT_NAMES: Record<Combine, string> = {
  sum: 'sum',
  product: 'product',
  max: 'largest',
  min: 'smallest',
};
