import type { Choose } from '../parts.js';
import { relaxed } from './relaxed.js';
import { sizes } from './sizes.js';

/** A size, and one of its two modules. */
export const relaxedSizes: Choose = (manifest, options) =>
  relaxed(sizes(manifest, options), options);
