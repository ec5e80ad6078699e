import type { Lifetime } from '../../ir/memory/lifetimes.js';
import { overlapInTime } from '../../ir/memory/lifetimes.js';

/** What is packed: a number of bytes that are needed for a time. */
export interface Block extends Lifetime {
  readonly bytes: number;
}

export interface Packing {
  /** Byte offset of each block. */
  readonly offsets: readonly number[];
  /** The end of the highest block. */
  readonly bytes: number;
}

/** The largest sum of bytes that are live at one moment: no packing can be smaller. */
export function lowerBound(blocks: readonly Block[]): number {
  const moments = new Set(blocks.map((block) => block.firstUse));
  let bound = 0;
  for (const moment of moments) {
    const live = blocks.filter((block) => block.firstUse <= moment && moment <= block.lastUse);
    bound = Math.max(bound, sum(live));
  }
  return bound;
}

/** Comparisons of blocks that the local search may spend; it ends at the lower bound anyway. */
const SEARCH_WORK = 4_000_000;

/**
 * Finds offsets so that no two blocks live at one time overlap. This is dynamic storage allocation,
 * NP-hard; placing each block in the tightest gap, in a good order, comes close (Pisarchyk & Lee 2020,
 * "Efficient memory management for deep neural net inference"). Several orders are tried, then the
 * best is improved by moving blocks forward in it. The same blocks always give the same packing.
 */
export function pack(blocks: readonly Block[]): Packing {
  if (blocks.length === 0) return { offsets: [], bytes: 0 };
  const conflicts = blocks.map((a) =>
    blocks.flatMap((b, index) => (a !== b && overlapInTime(a, b) ? [index] : [])),
  );
  const bound = lowerBound(blocks);
  let best: Packing | undefined;
  let bestOrder: readonly number[] = [];
  for (const order of initialOrders(blocks)) {
    const packing = place(blocks, conflicts, order);
    if (best === undefined || packing.bytes < best.bytes) [best, bestOrder] = [packing, order];
  }
  if (best === undefined) throw new RangeError('a packing needs at least one order to try');
  return improve(blocks, conflicts, { packing: best, order: bestOrder }, bound);
}

/** Places the blocks in `order`, each in the tightest gap between those it conflicts with. */
function place(
  blocks: readonly Block[],
  conflicts: readonly (readonly number[])[],
  order: readonly number[],
): Packing {
  const offsets = new Array<number>(blocks.length).fill(-1);
  let total = 0;
  for (const index of order) {
    const taken = conflicts[index]
      .filter((other) => offsets[other] >= 0)
      .sort((a, b) => offsets[a] - offsets[b]);
    const { bytes } = blocks[index];
    let [at, tightest, end] = [-1, Infinity, 0];
    for (const other of taken) {
      const gap = offsets[other] - end;
      if (gap >= bytes && gap < tightest) [at, tightest] = [end, gap];
      end = Math.max(end, offsets[other] + blocks[other].bytes);
    }
    offsets[index] = at >= 0 ? at : end;
    total = Math.max(total, offsets[index] + bytes);
  }
  return { offsets, bytes: total };
}

/** Orders in which placing is known to do well: large, long-lived or early blocks first. */
function initialOrders(blocks: readonly Block[]): number[][] {
  const duration = (block: Block): number => block.lastUse - block.firstUse + 1;
  const keys: ((block: Block) => number)[] = [
    (block) => -block.bytes,
    (block) => -block.bytes * duration(block),
    (block) => -duration(block),
    (block) => block.firstUse,
    (block) => -block.lastUse,
    (block) => -pressure(blocks, block),
  ];
  return keys.map((key) => {
    const values = blocks.map(key);
    // Ties go to the larger block, then to the earlier one.
    return blocks
      .map((_, index) => index)
      .sort((a, b) => values[a] - values[b] || blocks[b].bytes - blocks[a].bytes || a - b);
  });
}

/** The most bytes that are live at any moment of the block's life: crowded moments go first. */
function pressure(blocks: readonly Block[], block: Block): number {
  return lowerBound(blocks.filter((other) => overlapInTime(block, other)));
}

/**
 * Local search: a block that reaches the top is moved forward in the order, or exchanged with
 * another, and the change is kept when the arena does not grow.
 */
function improve(
  blocks: readonly Block[],
  conflicts: readonly (readonly number[])[],
  start: { readonly packing: Packing; readonly order: readonly number[] },
  bound: number,
): Packing {
  const random = generator(blocks.length);
  let { packing, order } = start;
  const workPerTry = conflicts.reduce((work, list) => work + list.length + 1, 0);
  let tries = Math.ceil(SEARCH_WORK / workPerTry);
  while (packing.bytes > bound && tries-- > 0) {
    const { offsets, bytes } = packing;
    const top = order.flatMap((index, position) =>
      offsets[index] + blocks[index].bytes === bytes ? [position] : [],
    );
    const from = random() < 0.7 ? top[pick(random, top.length)] : pick(random, order.length);
    const to = pick(random, order.length);
    const moved = [...order];
    if (random() < 0.5) moved.splice(to, 0, ...moved.splice(from, 1));
    else [moved[from], moved[to]] = [moved[to], moved[from]];
    const candidate = place(blocks, conflicts, moved);
    if (candidate.bytes <= packing.bytes) [packing, order] = [candidate, moved];
  }
  return packing;
}

function pick(random: () => number, count: number): number {
  return Math.floor(random() * count);
}

/** A small reproducible generator of numbers in [0, 1): mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function sum(blocks: readonly Block[]): number {
  return blocks.reduce((total, block) => total + block.bytes, 0);
}
