/**
 * Pictures of any size through a network of one: in pieces, which overlap by what a pixel depends on, so that
 * the result is that of the whole. Nothing else is needed, in a page or in Node.
 */

/** Input pixels in each direction that an output pixel depends on. */
const REACH = 10;

/**
 * The picture at twice its width and height. `network` is what the bundle's `load()` gives; `picture` has RGBA
 * bytes in `data`, like an `ImageData`, and is at least as large as the network's input. `progress` hears how
 * many of how many pieces are done.
 */
export async function upscale(network, { data, width, height }, progress = () => undefined) {
  const { height: rows, width: columns } = network.inputs[0].image;
  if (width < columns || height < rows) {
    throw new RangeError(
      `A picture is at least ${columns} by ${rows} pixels, not ${width} by ${height}.`,
    );
  }
  const result = {
    data: new Uint8ClampedArray(16 * width * height),
    width: 2 * width,
    height: 2 * height,
  };
  const piece = { data: new Uint8ClampedArray(4 * columns * rows), width: columns, height: rows };
  const across = starts(width, columns);
  const down = starts(height, rows);
  let done = 0;
  for (const top of down) {
    for (const left of across) {
      copy({ data, width }, left, top, piece, 0, 0, columns, rows);
      const { picture } = await network.run({ photo: piece });
      // Near an edge of the piece that is none of the picture's, zeros were taken for pixels.
      const [from, to] = [
        left === 0 ? 0 : REACH,
        left + columns === width ? columns : columns - REACH,
      ];
      const [first, last] = [top === 0 ? 0 : REACH, top + rows === height ? rows : rows - REACH];
      const size = [2 * (to - from), 2 * (last - first)];
      copy(picture, 2 * from, 2 * first, result, 2 * (left + from), 2 * (top + first), ...size);
      progress(++done, across.length * down.length);
    }
  }
  return result;
}

/** Where pieces of a length begin, so that what each knows for sure follows that of the one before. */
function starts(whole, piece) {
  const found = [0];
  while (found.at(-1) + piece < whole) {
    found.push(Math.min(found.at(-1) + piece - 2 * REACH, whole - piece));
  }
  return found;
}

function copy(source, left, top, target, toLeft, toTop, columns, rows) {
  for (let row = 0; row < rows; row++) {
    const from = 4 * ((top + row) * source.width + left);
    const to = 4 * ((toTop + row) * target.width + toLeft);
    target.data.set(source.data.subarray(from, from + 4 * columns), to);
  }
}
