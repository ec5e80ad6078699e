import { fillPicture } from '../pictures.js';
import { takeTurns } from '../turns.js';

/** Inputs some of which are images that take pictures of any size: then of every kind, too. */
export const pictures = takeTurns(fillPicture);
