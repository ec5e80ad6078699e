import { fillList } from '../lists.js';
import { fillPicture } from '../pictures.js';
import { takeTurns } from '../turns.js';

/** As `pictures`, where an image is several pictures. */
export const pictureLists = takeTurns(fillList(fillPicture));
