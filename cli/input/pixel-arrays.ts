import { fail } from '../../compiler/diagnostics/diagnostic.js';
import type { Shape } from '../../compiler/ir/types.js';
import type { Picture } from './picture.js';

const SAMPLES = [1, 3, 4];
/** A last axis as short as this is one of samples: nobody has pictures so narrow. */
const MOST_SAMPLES = 4;

/**
 * An array of bytes as pictures: one of [H,W], [H,W,1], [H,W,3] or [H,W,4] with alpha, or several of [T,H,W] or
 * [T,H,W,C]. Throws a DiagnosticError `input/pixels` for another shape.
 */
export function pixelArrays(
  file: string,
  shape: Shape,
  data: Uint8Array,
  notes: string[],
): Picture[] {
  const hasSamples = shape.length > 2 && shape[shape.length - 1] <= MOST_SAMPLES;
  const [height, width, samples = 1] = shape.slice(hasSamples ? -3 : -2);
  const inFront = shape.length - (hasSamples ? 3 : 2);
  if (inFront < 0 || inFront > 1 || !SAMPLES.includes(samples) || data.length === 0) {
    return fail({
      code: 'input/pixels',
      title: `${file} holds bytes of shape (${shape.join(', ')}), which are no pixels`,
      hint:
        'pixels are (height, width), (height, width, 3) or (height, width, 4), ' +
        'with an axis in front where there are several pictures',
    });
  }
  if (samples === 4) notes.push(`${file}: its fourth channel, alpha, is left out`);
  const bytes = width * height * samples;
  return Array.from({ length: data.length / bytes }, (_, at) => {
    const pixels = data.subarray(at * bytes, (at + 1) * bytes);
    return {
      width,
      height,
      channels: samples === 1 ? 1 : 3,
      data: samples === 4 ? pixels.filter((_, index) => index % 4 !== 3) : pixels,
      transparent: false,
    };
  });
}
