import type { TileAxes } from './tile-axes.js';
import type { TileWork } from './tile-work.js';

/** Where there is something to gain by the size of a tile. */
export type CostedAxes = Extract<TileAxes, { kind: 'window' | 'product' }>;

/** Cycles of a core per unit of work, found by measuring (`npm run bench:tilings -- --fit`). */
export type CostRates = Readonly<Record<Exclude<keyof TileWork, 'code'>, number>>;
