import type { ConstantData } from '../ir/graph.js';
import { roundUp } from '../ir/layout.js';
import { constantStorage } from '../ir/types.js';
import type { Packing, PackingRoom } from './packing.js';
import { packedBytes, packedPieces, packingText } from './packing.js';
import type { WeightImage, WeightSegment } from './program.js';

/**
 * Lays packed constants out one after another; the same constant packed the same way once, also where graphs
 * of one network at several sizes have it in common.
 */
export class WeightImageBuilder {
  private readonly segments = new Map<string, WeightSegment>();
  /** Of each segment's constant, and the graph that had it first. */
  private readonly owners = new Map<string, { data: ConstantData; graph: number }>();
  private graph = 0;
  private end = 0;

  /** What comes from here on is of another graph, whose labels may stand for other tensors. */
  beginGraph(): void {
    this.graph++;
  }

  /** The byte offset of a packed constant in the image. */
  offsetOf(data: ConstantData, packing: Packing): number {
    const storage = constantStorage(data);
    const name = this.nameOf(data, `${data.label} ${storage} ${packingText(packing)}`);
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

  /** The name of a segment that holds the constant: `base`, or with the number of the first graph that has it so. */
  private nameOf(data: ConstantData, base: string): string {
    const { graph } = this;
    for (let number = 1; ; number++) {
      const name = number === 1 ? base : `${base} of size ${number}`;
      const owner = this.owners.get(name);
      if (owner === undefined) {
        this.owners.set(name, { data, graph });
        return name;
      }
      if (owner.graph === graph || isSame(owner.data, data)) return name;
    }
  }

  finish(): WeightImage {
    return { byteLength: this.end, segments: [...this.segments.values()] };
  }
}

/** Whether constants of two graphs, of one label and shape, have the same elements. */
function isSame(a: ConstantData, b: ConstantData): boolean {
  if (a === b || (a.parameter === true && b.parameter === true)) return true;
  const elements = b.read();
  return a.read().every((element, at) => Object.is(element, elements[at]));
}

/** A 128-bit vector. */
const ALIGNMENT = 16;
