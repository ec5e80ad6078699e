import type { Counterpart } from './counterpart.js';
import { CONVOLUTIONS } from './names/convolutions.js';
import { MATRIX_PRODUCTS } from './names/matrix-products.js';
import { SEQUENCES } from './names/sequences.js';
import { POOLING } from './names/pooling.js';
import { NORMALISATION } from './names/normalisation.js';
import { ACTIVATIONS } from './names/activations.js';
import { ARITHMETIC } from './names/arithmetic.js';
import { MOVING_ELEMENTS } from './names/moving-elements.js';
import { PADDING_AND_RESIZING } from './names/padding-and-resizing.js';
import { BUILDING_BLOCKS } from './names/building-blocks.js';

/**
 * What other frameworks call things, and how that is written here. Errors about unknown names, `netloom
 * help op` and docs/operators.md read this table. A test compiles every `code`, and fails when a row
 * speaks of something that does not exist here, or calls absent what does.
 */
export const COUNTERPARTS: readonly Counterpart[] = [
  ...CONVOLUTIONS,
  ...MATRIX_PRODUCTS,
  ...SEQUENCES,
  ...POOLING,
  ...NORMALISATION,
  ...ACTIVATIONS,
  ...ARITHMETIC,
  ...MOVING_ELEMENTS,
  ...PADDING_AND_RESIZING,
  ...BUILDING_BLOCKS,
];
