/** `node detect.js BUNDLE.js PHOTO.png [BOXES.png]`: prints the faces in a photograph, and draws them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import lodepng from '@cwasm/lodepng';
import { facesIn, squareInput } from './faces.js';

const [bundle, file, drawing] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node detect.js BUNDLE.js PHOTO.png [BOXES.png]');
  process.exit(2);
}
const { load } = await import(pathToFileURL(resolve(bundle)).href);
const network = await load();
const size = network.inputs[0].shape[3];
const { width, height, data } = lodepng.decode(readFileSync(file));
const photo = { width, height, channels: 4, data };
const { grid } = await network.run({ photo: squareInput(photo, size) });
const faces = facesIn(grid, photo, size);
for (const { x, y, width, height, score } of faces) {
  const percent = `${(100 * score).toFixed(1)} %`.padStart(7);
  console.log(`${percent}  ${[x, y, width, height].map((value) => value.toFixed(2)).join(' ')}`);
}
if (drawing !== undefined) {
  for (const face of faces) outline(photo, face);
  writeFileSync(drawing, lodepng.encode(photo));
}

/** A frame of two pixels, where it is inside the photograph. */
function outline({ width, height, channels, data }, face) {
  const [left, top] = [Math.round(face.x), Math.round(face.y)];
  const [right, bottom] = [Math.round(face.x + face.width), Math.round(face.y + face.height)];
  for (let y = Math.max(0, top); y <= Math.min(height - 1, bottom); y++) {
    for (let x = Math.max(0, left); x <= Math.min(width - 1, right); x++) {
      const edge = Math.min(x - left, right - x, y - top, bottom - y);
      if (edge < 2) data.set([255, 90, 0], (y * width + x) * channels);
    }
  }
}
