import { readBy } from '../inputs.js';
import { fillList } from '../lists.js';
import { fillInput } from '../pixels.js';

/** As `pixels`, where an image is several pictures. */
export const pixelLists = readBy(fillList(fillInput));
