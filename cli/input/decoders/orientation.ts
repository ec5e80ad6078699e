import type { Picture } from '../picture.js';
import type { Orientation } from './exif.js';

/** Turns and mirrors a picture as its orientation says, so that it is seen as it was taken. */
export function turned(picture: Picture, orientation: Orientation): Picture {
  if (orientation === 1) return picture;
  const { width, height, channels, data } = picture;
  // From 5 on, rows of the file are columns of the picture.
  const swapped = orientation >= 5;
  const [across, down] = swapped ? [height, width] : [width, height];
  const fromRight = [2, 3, 7, 8].includes(orientation);
  const fromBottom = [3, 4, 6, 7].includes(orientation);
  const result = new Uint8Array(data.length);
  let to = 0;
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const [column, row] = swapped ? [y, x] : [x, y];
      const sourceX = fromRight ? width - 1 - column : column;
      const sourceY = fromBottom ? height - 1 - row : row;
      const from = (sourceY * width + sourceX) * channels;
      for (let channel = 0; channel < channels; channel++) result[to++] = data[from + channel];
    }
  }
  return { ...picture, width: across, height: down, data: result };
}
