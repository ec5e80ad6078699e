import type { InputImage } from '../../ir/image.js';
import { CHANNELS, FILTERS, FITS } from '../../ir/image.js';
import type { ElementType } from '../../ir/types.js';
import type { CallSite, Given } from './arguments.js';
import type { Context } from './context.js';
import type { ImageParameters } from './image-arguments.js';
import { ImageArguments } from './image-arguments.js';
import type { Numeral } from './numerals.js';
import { INTEGER, integerOfAtLeast } from './numerals.js';
import { readPixelRange } from './pixel-range.js';

/** The type of an input, as it was declared. */
export interface InputType {
  readonly shape: readonly number[];
  readonly element: ElementType;
  readonly image?: InputImage;
}

const PARAMETERS: ImageParameters = {
  code: 'input/image',
  positional: {
    height: 'rows of the picture',
    width: 'columns of the picture',
    channels: 'rgb, bgr or grey',
    scale: 'what pixels 0..255 are multiplied by, usually 1/255',
    mean: 'subtracted from the scaled pixel: one number or one per channel',
    std: 'what the difference is divided by: one number or one per channel',
  },
  named: {
    batch: 'how many pictures the network takes at once',
    fit: 'what is done with pictures of another size: stretch, cover or contain',
    resize: 'how their pixels are made: nearest, bilinear or bicubic',
    short_side:
      'the short side of the scaled picture, whose centre is the image: at least its longer side',
    fill: 'the pixels 0..255 beside a picture that is contained: one number or one per channel',
  },
};

/** The arguments of `image`, each with what it is. */
export const IMAGE_ARGUMENTS: Readonly<Record<string, string>> = {
  ...PARAMETERS.positional,
  ...PARAMETERS.named,
};

/**
 * `image(height, width, channels, scale = 1, mean = 0, std = 1)`: a tensor [batch, C, height, width]
 * whose elements are (pixel · scale − mean) / std. `fit`, and with it `resize`, `short_side` and `fill`,
 * say how pictures come to this size.
 */
export function readInputImage(
  context: Context,
  site: CallSite,
  given: readonly Given[],
): InputType | undefined {
  const read = new ImageArguments(context, site, PARAMETERS, given);
  read.require('height', 'width', 'channels');
  if (read.failed) return undefined;
  const [height, width, batch] = ['height', 'width', 'batch'].map((name) =>
    read.number(name, integerOfAtLeast(1), 1),
  );
  const channels = read.word('channels', ['rgb', 'bgr', 'grey'], 'rgb');
  const range = readPixelRange(read, channels);
  const fit = readFit(read, { height, width }, CHANNELS[channels]);
  if (read.failed) return undefined;
  const image = { width, height, channels, ...range, ...fit };
  return { shape: [batch, CHANNELS[channels], height, width], element: 'f32', image };
}

const PIXEL: Numeral = {
  one: 'a whole number from 0 to 255',
  many: 'whole numbers from 0 to 255',
  fits: (value) => INTEGER.fits(value) && value >= 0 && value <= 255,
};

function readFit(
  read: ImageArguments,
  { height, width }: { readonly height: number; readonly width: number },
  channels: number,
): Pick<InputImage, 'fit' | 'resize' | 'shortSide' | 'fill'> {
  if (!read.has('fit')) {
    for (const name of ['resize', 'short_side', 'fill']) {
      const title = `\`${name}\` of an image says nothing without \`fit\``;
      read.refuse(name, title, `\`fit\`: ${PARAMETERS.named.fit}`);
    }
    return {};
  }
  const fit = read.word('fit', FITS, 'stretch');
  const resize = read.word('resize', FILTERS, 'bilinear');
  const isKnown = !read.isUnknown('fit');
  if (isKnown && fit !== 'cover') {
    read.refuse('short_side', `\`fit = ${fit}\` has no \`short_side\``, '`fit = cover` has one');
  }
  if (isKnown && fit !== 'contain') {
    read.refuse('fill', `\`fit = ${fit}\` leaves nothing to fill`, '`fit = contain` does');
  }
  const least = Math.max(height, width);
  const shortSide = read.number('short_side', integerOfAtLeast(least), least);
  const fill = read.perChannel('fill', channels, PIXEL, 0);
  return {
    fit,
    resize,
    ...(read.has('short_side') && { shortSide }),
    ...(fit === 'contain' && { fill }),
  };
}
