import type { Attributes } from '../graph.js';
import type { Channels, InputImage, OutputImage } from '../image.js';
import { CHANNELS, FILTERS, FITS } from '../image.js';

/** The image that attributes say; undefined when something is missing, wrong or too much. */
export function inputImageOf(attributes: Attributes): InputImage | undefined {
  const { width, height, fit, resize, shortSide, fill, ...others } = attributes;
  const image = outputImageOf(others);
  if (image === undefined || image.channels === 'rgba') return undefined;
  if (typeof width !== 'number' || typeof height !== 'number') return undefined;
  const known = { ...image, channels: image.channels, width, height };
  if ([fit, resize, shortSide, fill].every((field) => field === undefined)) return known;
  if (
    isOneOf(FITS, fit) &&
    isOneOf(FILTERS, resize) &&
    (shortSide === undefined || typeof shortSide === 'number') &&
    (fill === undefined || isNumbers(fill))
  ) {
    return {
      ...known,
      fit,
      resize,
      ...(shortSide === undefined ? {} : { shortSide }),
      ...(fill === undefined ? {} : { fill }),
    };
  }
  return undefined;
}

/** The same of an output. */
export function outputImageOf(attributes: Attributes): OutputImage | undefined {
  const { channels, scale, mean, standardDeviation, ...others } = attributes;
  if (
    isOneOf(Object.keys(CHANNELS) as Channels[], channels) &&
    typeof scale === 'number' &&
    isNumbers(mean) &&
    isNumbers(standardDeviation) &&
    Object.keys(others).length === 0
  ) {
    return { channels, scale, mean, standardDeviation };
  }
  return undefined;
}

function isOneOf<T extends string>(words: readonly T[], attribute: unknown): attribute is T {
  return words.some((word) => word === attribute);
}

export function isNumbers(attribute: unknown): attribute is readonly number[] {
  return Array.isArray(attribute) && attribute.every((item) => typeof item === 'number');
}
