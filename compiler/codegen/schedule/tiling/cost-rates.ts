import type { CostedAxes, CostRates } from './rates.js';

/** Written by `npm run bench:tilings -- --fit` from bench/results/tilings.jsonl. */
export const COST_RATES: Readonly<Record<CostedAxes['kind'], CostRates>> = {
  product: {
    operations: 0.363,
    loads: 0.24,
    splats: 0.172,
    waits: 0.0914,
    spills: 0.392,
    addresses: 0.328,
  },
  window: {
    operations: 0.842,
    loads: 0.0488,
    splats: 0,
    waits: 0,
    spills: 0.352,
    addresses: 0.244,
  },
};
