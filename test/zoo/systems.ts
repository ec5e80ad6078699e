import { BASELINES } from './systems/baselines.js';
import { CLASSIFICATION } from './systems/classification.js';
import { DETECTION } from './systems/detection.js';
import { FACES } from './systems/faces.js';
import { FILTERS } from './systems/filters.js';
import { GAN } from './systems/gan.js';
import { STYLE } from './systems/style.js';
import { INCEPTION } from './systems/inception.js';
import { SEQUENCES } from './systems/sequences.js';
import { SEGMENTATION } from './systems/segmentation.js';
import { SMALL_PICTURES } from './systems/small-pictures.js';
import { UPSCALING } from './systems/upscaling.js';
import { VIDEO } from './systems/video.js';
import type { System } from './systems/system.js';

/** The networks that are held to published numbers, by what they are for. */
export const SYSTEMS: readonly System[] = [
  ...BASELINES,
  ...SMALL_PICTURES,
  ...FILTERS,
  ...CLASSIFICATION,
  ...INCEPTION,
  ...DETECTION,
  ...FACES,
  ...SEGMENTATION,
  ...GAN,
  ...STYLE,
  ...UPSCALING,
  ...VIDEO,
  ...SEQUENCES,
];
