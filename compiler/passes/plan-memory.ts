import type { Graph, Value } from '../ir/graph.js';
import type { ArenaBuffer } from './memory/buffers.js';
import { buffers } from './memory/buffers.js';
import { lowerBound } from './memory/blocks.js';
import { pack } from './memory/packing.js';
import { replaceValues } from './memory/replace-values.js';

/**
 * Gives every value of a laid-out graph a fixed byte offset in one arena, so that a bundle never
 * allocates. Inputs are live from the start and outputs to the end; memory of values that are dead
 * is used again.
 */
export function planMemory(graph: Graph): Graph {
  const found = buffers(graph, () => true);
  const { offsets } = pack(found);
  const placed = new Map<Value, Value>();
  for (const [index, buffer] of found.entries()) {
    for (const { value, start } of buffer.contents) {
      placed.set(value, { ...value, offset: offsets[index] + start });
    }
  }
  return replaceValues(graph, (value) => placed.get(value) ?? value);
}

/** The memory map of a planned graph. */
export interface MemoryReport {
  readonly arenaBytes: number;
  /** The largest sum of simultaneously live bytes: no plan can need less. */
  readonly lowerBound: number;
  /** By offset, then by time. */
  readonly buffers: readonly PlacedBuffer[];
}

export interface PlacedBuffer extends ArenaBuffer {
  readonly offset: number;
}

/** Where everything lies, and how far the plan is from the best that any plan could do. */
export function memoryReport(graph: Graph): MemoryReport {
  const inPlace = (operand: Value, result: Value): boolean => operand.offset === result.offset;
  const placed = buffers(graph, inPlace).map((buffer): PlacedBuffer => {
    const [{ value, start }] = buffer.contents;
    if (value.offset === undefined) {
      throw new RangeError(`%${value.name} has no offset: plan-memory has not run`);
    }
    return { ...buffer, offset: value.offset - start };
  });
  return {
    arenaBytes: placed.reduce((end, { offset, bytes }) => Math.max(end, offset + bytes), 0),
    lowerBound: lowerBound(placed),
    buffers: placed.sort((a, b) => a.offset - b.offset || a.firstUse - b.firstUse),
  };
}
