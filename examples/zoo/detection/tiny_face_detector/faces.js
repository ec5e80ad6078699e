/**
 * What stands around the network: a photograph into the square that it takes, and its grid of raw
 * numbers into boxes. For pages and programs alike; `detect.js` is one.
 */

const MEAN = [117.001, 114.697, 97.404];
/** Widths and heights of the five anchors in cells. */
const ANCHORS = [
  [1.603231, 2.094468],
  [6.041143, 7.080126],
  [2.882459, 3.518061],
  [4.266906, 5.178857],
  [9.041765, 10.66308],
];
const NUMBERS_PER_ANCHOR = 5;

/**
 * The photograph at the top left of a black square, scaled bilinearly to `size` × `size`, mean
 * subtracted, as planes of red, green and blue.
 *
 * @param {{ width: number, height: number, channels: number, data: ArrayLike<number> }} photo
 *   `channels` bytes per pixel, of which the first three are red, green and blue
 * @param {number} size
 * @returns {Float32Array} 1 × 3 × size × size
 */
export function squareInput({ width, height, channels, data }, size) {
  const side = Math.max(width, height);
  const pixel = (x, y, channel) =>
    x < width && y < height ? data[(y * width + x) * channels + channel] : 0;
  const input = new Float32Array(3 * size * size);
  const places = Array.from({ length: size }, (_, index) => {
    const at = (index * side) / size;
    const low = Math.floor(at);
    return { low, high: Math.min(side - 1, Math.ceil(at)), fraction: at - low };
  });
  let next = 0;
  for (let channel = 0; channel < 3; channel++) {
    for (const y of places) {
      for (const x of places) {
        const row = (at) => mix(pixel(x.low, at, channel), pixel(x.high, at, channel), x.fraction);
        input[next++] = (mix(row(y.low), row(y.high), y.fraction) - MEAN[channel]) / 255;
      }
    }
  }
  return input;
}

/**
 * The faces in a grid of the network, the surest first.
 *
 * @param {Float32Array} grid 25 × cells × cells: for each anchor x, y, width, height, score
 * @param {{ width: number, height: number }} photo
 * @param {number} size side of the input
 * @param {{ score?: number, overlap?: number }} [limits] the least score, and from which
 *   intersection over union on two boxes are one face
 * @returns {{ x: number, y: number, width: number, height: number, score: number }[]} in pixels
 */
export function facesIn(grid, photo, size, { score = 0.5, overlap = 0.4 } = {}) {
  const found = boxesIn(grid, photo, size).filter((box) => box.score > score);
  found.sort((a, b) => b.score - a.score);
  return found.reduce(
    (kept, box) => (kept.some((other) => shared(box, other) > overlap) ? kept : [...kept, box]),
    [],
  );
}

/** A box for each anchor in each cell. */
function boxesIn(grid, { width, height }, size) {
  const cells = Math.sqrt(grid.length / (ANCHORS.length * NUMBERS_PER_ANCHOR));
  // What the square adds to the photograph, after rounding its scaled sides.
  const scale = size / Math.max(width, height);
  const [scaledWidth, scaledHeight] = [Math.round(width * scale), Math.round(height * scale)];
  const longer = Math.max(scaledWidth, scaledHeight);
  const across = ((longer / scaledWidth) * width) / cells;
  const down = ((longer / scaledHeight) * height) / cells;
  return ANCHORS.flatMap(([anchorWidth, anchorHeight], anchor) =>
    Array.from({ length: cells * cells }, (_, cell) => {
      const number = (index) => grid[(anchor * NUMBERS_PER_ANCHOR + index) * cells * cells + cell];
      const boxWidth = Math.exp(number(2)) * anchorWidth * across;
      const boxHeight = Math.exp(number(3)) * anchorHeight * down;
      return {
        x: ((cell % cells) + sigmoid(number(0))) * across - boxWidth / 2,
        y: (Math.floor(cell / cells) + sigmoid(number(1))) * down - boxHeight / 2,
        width: boxWidth,
        height: boxHeight,
        score: sigmoid(number(4)),
      };
    }),
  );
}

/** Intersection over union. */
function shared(a, b) {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  const common = Math.max(0, width) * Math.max(0, height);
  return common / (a.width * a.height + b.width * b.height - common);
}

function mix(from, to, fraction) {
  return from + (to - from) * fraction;
}

function sigmoid(x) {
  return 1 / (1 + Math.exp(-x));
}
