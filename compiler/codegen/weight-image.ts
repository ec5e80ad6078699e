import type { ConstantData } from '../ir/graph.js';
import { roundUp } from '../ir/layout.js';
import { constantStorage } from '../ir/types.js';
import type { Packing, PackingRoom } from './packing.js';
import { packedBytes, packedPieces, packingText } from './packing.js';
import type { WeightImage, WeightSegment } from './program.js';

/** Lays packed constants out one after another; the same constant packed the same way once. */
export class WeightImageBuilder {
  private readonly segments = new Map<string, WeightSegment>();
  private end = 0;

  /** The byte offset of a packed constant in the image. */
  offsetOf(data: ConstantData, packing: Packing): number {
    const storage = constantStorage(data);
    const name = `${data.label} ${storage} ${packingText(packing)}`;
    const known = this.segments.get(name);
    if (known !== undefined) return known.offset;
    const byteLength = packedBytes(packing, storage);
    const segment = {
      name,
      offset: this.end,
      byteLength,
      pack: (room?: PackingRoom) => packedPieces(data, packing, room),
    };
    this.segments.set(name, segment);
    this.end = roundUp(this.end + byteLength, ALIGNMENT);
    return segment.offset;
  }

  finish(): WeightImage {
    return { byteLength: this.end, segments: [...this.segments.values()] };
  }
}

/** A 128-bit vector. */
const ALIGNMENT = 16;
