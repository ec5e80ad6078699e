import type { FittedImage } from './manifest.js';
import { luma } from './pixels.js';
import type { ScaledAxis } from './resample.js';
import { resample } from './resample.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What is shown of a scaled picture along one axis, and where in the image that begins. */
export interface PlacedAxis extends ScaledAxis {
  readonly place: number;
}

/** What becomes of a picture's rows and columns. */
export interface Placement {
  readonly down: PlacedAxis;
  readonly across: PlacedAxis;
}

/**
 * Where a picture comes to lie in an image. As in torchvision, `cover` rounds the longer side down
 * (`Resize`) and cuts off half at each end, rounded to the even number (`CenterCrop`). What `contain`
 * has to fill is at both ends, an odd row at the bottom and an odd column at the right.
 */
export function placement({ width, height }: Size, image: FittedImage): Placement {
  const { fit, shortSide } = image;
  let across = shortSide ?? image.width;
  let down = shortSide ?? image.height;
  if (fit !== 'stretch') {
    const covers = fit === 'cover';
    const round = covers ? Math.floor : atLeastOne;
    const growth = across * height - down * width;
    // The side that must grow more decides when the picture covers the image, else the other.
    if (covers ? growth >= 0 : growth <= 0) down = round((across * height) / width);
    else across = round((down * width) / height);
  }
  return { down: axis(height, down, image.height), across: axis(width, across, image.width) };
}

/** Whether a picture comes to lie in the image as it is. */
export function isFitted(size: Size, image: FittedImage): boolean {
  const { down, across } = placement(size, image);
  return isWhole(down, image.height) && isWhole(across, image.width);
}

function isWhole({ from, to }: PlacedAxis, shown: number): boolean {
  return from === to && to === shown;
}

function atLeastOne(side: number): number {
  return Math.max(1, Math.round(side));
}

function axis(from: number, to: number, shown: number): PlacedAxis {
  const half = Math.floor(Math.abs(to - shown) / 2);
  if (to < shown) return { from, to, start: 0, end: to, place: half };
  const start = half + ((to - shown) & half & 1);
  return { from, to, start, end: start + shown, place: 0 };
}

/**
 * A picture of any size, `samples` bytes a pixel, at the size of the image: one byte a pixel or three,
 * red, green and blue. For a grey image it is made grey first.
 */
export function fitPicture(
  pixels: Uint8Array | Uint8ClampedArray,
  samples: number,
  size: Size,
  image: FittedImage,
): Uint8ClampedArray {
  const { channels, width, height, resize, fill } = image;
  const planes = channels === 'grey' ? 1 : 3;
  const isGrey = samples === 1 || planes === 1;
  const lanes = isGrey ? 1 : 3;
  const { down, across } = placement(size, image);
  const scaled =
    isGrey && samples > 1
      ? resample(shades(pixels, samples), 1, 1, down, across, resize)
      : resample(pixels, samples, lanes, down, across, resize);
  if (!fill) return scaled;
  const result = new Uint8ClampedArray(width * height * planes);
  const row = across.end - across.start;
  for (let at = 0; at < result.length; at++) {
    const plane = at % planes;
    const pixel = (at - plane) / planes;
    const x = (pixel % width) - across.place;
    const y = Math.floor(pixel / width) - down.place;
    result[at] =
      x >= 0 && x < row && y >= 0 && y < down.end
        ? scaled[(y * row + x) * lanes + (plane % lanes)]
        : fill[channels === 'bgr' ? 2 - plane : plane];
  }
  return result;
}

function shades(pixels: Uint8Array | Uint8ClampedArray, samples: number): Uint8Array {
  const grey = new Uint8Array(pixels.length / samples);
  grey.forEach((_, pixel) => {
    const at = pixel * samples;
    grey[pixel] = luma(pixels[at], pixels[at + 1], pixels[at + 2]);
  });
  return grey;
}
