import { PackingRoom } from '../packing.js';
import type { WeightImage } from '../program.js';

/**
 * The weights file in order, a part of one packed tensor at a time, so that no more than the largest tensor
 * is in memory. A chunk lasts until the next is taken. Gaps between segments are zero. Floats are
 * little-endian, as in WebAssembly.
 */
export function* weightChunks(image: WeightImage): Generator<Uint8Array> {
  const room = new PackingRoom();
  let end = 0;
  for (const { name, offset, byteLength, pack } of image.segments) {
    const declared = `${byteLength} bytes at ${offset}`;
    if (offset < end) {
      throw new Error(`weight segment ${name}: ${declared} overlap the one before, up to ${end}`);
    }
    if (offset > end) yield new Uint8Array(offset - end);
    end = offset;
    for (const packed of pack(room)) {
      end += packed.byteLength;
      yield new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength);
    }
    if (end !== offset + byteLength) {
      throw new Error(`weight segment ${name}: ${end - offset} bytes instead of ${declared}`);
    }
  }
  // One chunk at least: a network without weights has the file too.
  if (image.byteLength > end || end === 0) yield new Uint8Array(image.byteLength - end);
}

/** Writes the weights file to the start of `target`, which has room for it. */
export function writeWeights(image: WeightImage, target: Uint8Array): void {
  let end = 0;
  for (const chunk of weightChunks(image)) {
    target.set(chunk, end);
    end += chunk.length;
  }
}
