import { fail } from '../errors.js';
import { writePixels } from '../image.js';
import type { OutputRecord } from '../manifest.js';
import type { OutputPicture } from '../outputs.js';
import type { WriterOf } from '../parts.js';
import { kindOf } from '../tensors.js';
import { arrays } from './arrays.js';

/** Outputs some of which are images: pictures as a canvas takes them, or lists of pictures. */
export const images: WriterOf = (record, value) => {
  const { image } = record;
  if (!image || kindOf(value) === 'Float32Array') return arrays(record, value);
  const [count] = record.shape;
  const given = count === 1 ? [value] : (value ?? Array.from({ length: count }));
  if (!Array.isArray(given) || given.length !== count) {
    return arrays(record, value, ` or a list of ${count} ImageData`);
  }
  const pictures = given.map((each) => pictureFor(record, each));
  return (output) => {
    const elements = output.length / count;
    pictures.forEach(({ data }, index) => {
      writePixels(output.subarray(index * elements, (index + 1) * elements), image, data);
    });
    return count === 1 ? pictures[0] : pictures;
  };
};

/** The picture that was given, or a fresh one: an ImageData where there are such. */
function pictureFor(record: OutputRecord, value: unknown): OutputPicture {
  const [, , height, width] = record.shape;
  if (value === undefined) {
    if (typeof ImageData !== 'undefined') return new ImageData(width, height);
    const data = new Uint8ClampedArray(4 * width * height);
    return { data, width, height, colorSpace: 'srgb' };
  }
  const picture = (value ?? {}) as OutputPicture;
  if (kindOf(picture.data) !== 'Uint8ClampedArray') arrays(record, value, ' or an ImageData');
  if (picture.width !== width || picture.height !== height) {
    fail(
      'output/picture-size',
      `The output '${record.name}' is ${width} x ${height} pixels, not ${picture.width} x ${picture.height}.`,
    );
  }
  const { length } = picture.data;
  if (length !== 4 * width * height) {
    fail(
      'output/picture-size',
      `The output '${record.name}' has ${length} bytes, not ${4 * width * height}: an ImageData of ` +
        `${width} x ${height} pixels.`,
    );
  }
  return picture;
}
