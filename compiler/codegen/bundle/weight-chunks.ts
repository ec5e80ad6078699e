import type { WeightImage } from '../program.js';

/**
 * The weights file in order, one packed tensor at a time, so that no more than the largest tensor is
 * in memory. Gaps between segments are zero. Floats are little-endian, as in WebAssembly.
 */
export function* weightChunks(image: WeightImage): Generator<Uint8Array> {
  let end = 0;
  for (const segment of image.segments) {
    const { name, offset, byteLength } = segment;
    const packed = segment.pack();
    if (offset < end || packed.byteLength !== byteLength) {
      throw new Error(
        `weight segment ${name}: ${packed.byteLength} bytes at ${offset}, ` +
          `declared ${byteLength} after ${end}`,
      );
    }
    if (offset > end) yield new Uint8Array(offset - end);
    yield new Uint8Array(packed.buffer, packed.byteOffset, byteLength);
    end = offset + byteLength;
  }
  // One chunk at least: a network without weights has the file too.
  if (image.byteLength > end || end === 0) yield new Uint8Array(image.byteLength - end);
}
