import type { Channels, OutputImage } from '../../ir/image.js';
import { CHANNELS } from '../../ir/image.js';
import type { ImageArguments } from './image-arguments.js';
import type { Numeral } from './numerals.js';
import { ANY_NUMBER, POSITIVE_NUMBER } from './numerals.js';

const SCALE: Numeral = {
  one: 'a number other than 0',
  many: 'numbers other than 0',
  fits: (value) => value !== 0,
};

/** `scale`, `mean` and `std`, which mean the same of an input and an output. */
export function readPixelRange(
  read: ImageArguments,
  channels: Channels,
): Omit<OutputImage, 'channels'> {
  const count = CHANNELS[channels];
  return {
    scale: read.number('scale', SCALE, 1),
    mean: read.perChannel('mean', count, ANY_NUMBER, 0),
    standardDeviation: read.perChannel('std', count, POSITIVE_NUMBER, 1),
  };
}
