/** `node detect.js BUNDLE.js PHOTO.png [BOXES.png]`: prints the faces in a photograph, and draws them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import lodepng from '@cwasm/lodepng';

const [bundle, file, drawing] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node detect.js BUNDLE.js PHOTO.png [BOXES.png]');
  process.exit(2);
}
const { load } = await import(pathToFileURL(resolve(bundle)).href);
const network = await load();
const photo = lodepng.decode(readFileSync(file));
const { boxes, scores, count } = await network.run({ photo });
for (let face = 0; face < count[0]; face++) {
  const [left, top, right, bottom] = boxes.subarray(4 * face, 4 * face + 4);
  const percent = `${(100 * scores[face]).toFixed(1)} %`.padStart(7);
  const numbers = [left, top, right - left, bottom - top].map((value) => value.toFixed(2));
  console.log(`${percent}  ${numbers.join(' ')}`);
  outline(photo, [left, top, right, bottom].map(Math.round));
}
if (drawing !== undefined) writeFileSync(drawing, lodepng.encode(photo));

/** A frame of two pixels, where it is inside the photograph. */
function outline({ width, height, data }, [left, top, right, bottom]) {
  for (let y = Math.max(0, top); y <= Math.min(height - 1, bottom); y++) {
    for (let x = Math.max(0, left); x <= Math.min(width - 1, right); x++) {
      const edge = Math.min(x - left, right - x, y - top, bottom - y);
      if (edge < 2) data.set([255, 90, 0], (y * width + x) * 4);
    }
  }
}
