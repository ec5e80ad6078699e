import { readBy } from '../inputs.js';
import { fillInput } from '../pixels.js';

/** Inputs some of which are images, which take pixels of their own size. */
export const pixels = readBy(fillInput);
