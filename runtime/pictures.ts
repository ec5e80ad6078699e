import { draw, isDrawable } from './draw.js';
import { fitPicture, isFitted } from './fit.js';
import type { FillInput } from './inputs.js';
import type { FittedImage } from './manifest.js';
import { fillInput, isBytes, isPicture } from './pixels.js';

const KINDS =
  'pixels, an ImageData, an ImageBitmap, a canvas, an image or video element, a VideoFrame or a Blob';

/** Writes an input into its tensor: an image may be a picture of any kind, and any size where it fits. */
export const fillPicture: FillInput = (record, value, tensor) => {
  const { name, image } = record;
  let picture = image && isDrawable(value) ? draw(name, value) : value;
  if (image?.fit && isPicture(picture) && isBytes(picture.data)) {
    const { data, width, height } = picture;
    const samples = data.length / (width * height);
    const fitted = image as FittedImage;
    // Any other number is refused below.
    if ([1, 3, 4].includes(samples) && !isFitted(picture, fitted))
      picture = fitPicture(data, samples, picture, fitted);
  }
  fillInput(record, picture, tensor, KINDS);
};
