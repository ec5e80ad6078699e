import { bestFit } from './best-fit.js';
import type { Block } from './blocks.js';
import { conflicts, countConflicts, lowerBound, pressures } from './blocks.js';

export interface ArenaPacking {
  /** Byte offset of each block. */
  readonly offsets: readonly number[];
  /** The end of the highest block. */
  readonly bytes: number;
}

/** Comparisons of blocks that the search may spend; it ends at the lower bound anyway. */
const SEARCH_WORK = 4_000_000;
/** Pairs of blocks live at one time, from which on looking at each of them takes too long. */
const MOST_CONFLICTS = 250_000;

/** After so many tries without progress the search goes on this many changes beside the best. */
const PATIENCE = 400;
const KICKS = 4;

/**
 * Finds offsets so that no two blocks live at one time overlap. This is dynamic storage allocation,
 * NP-hard; placing each block in the tightest gap, in a good order, comes close (Pisarchyk & Lee 2020,
 * "Efficient memory management for deep neural net inference"). Several orders are tried, then the
 * best is improved by local search. The same blocks always give the same packing. Where thousands live at
 * one time, they are placed once, as they come.
 */
export function pack(blocks: readonly Block[]): ArenaPacking {
  if (blocks.length === 0) return { offsets: [], bytes: 0 };
  if (countConflicts(blocks) > MOST_CONFLICTS) {
    const offsets = bestFit(blocks);
    const end = blocks.reduce((most, { bytes }, at) => Math.max(most, offsets[at] + bytes), 0);
    return { offsets, bytes: end };
  }
  const problem: Problem = {
    blocks,
    conflicts: conflicts(blocks),
    bound: lowerBound(blocks),
  };
  const starts = initialOrders(blocks).flatMap((order) => [
    placed(problem, { order, fromTop: blocks.map(() => false) }),
    placed(problem, { order, fromTop: blocks.map((block) => block.firstUse % 2 === 1) }),
  ]);
  return improved(
    problem,
    starts.reduce((best, other) => (other.excess < best.excess ? other : best)),
  );
}

interface Problem {
  readonly blocks: readonly Block[];
  /** The blocks that live at the same time as each block. */
  readonly conflicts: readonly (readonly number[])[];
  readonly bound: number;
}

/** What the search varies: the order of placing, and the end of its gap that each block goes to. */
interface Arrangement {
  readonly order: readonly number[];
  readonly fromTop: readonly boolean[];
}

interface Placed extends ArenaPacking {
  readonly arrangement: Arrangement;
  /** What lies above the lower bound, summed over the blocks: 0 in the best packing there can be. */
  readonly excess: number;
}

/**
 * Places the blocks in order, each in the tightest gap between those it conflicts with. The space up
 * to the lower bound counts as a gap; what fits nowhere goes on top.
 */
function placed(problem: Problem, arrangement: Arrangement): Placed {
  const { blocks, conflicts, bound } = problem;
  const offsets = new Array<number>(blocks.length).fill(-1);
  let total = 0;
  let excess = 0;
  for (const index of arrangement.order) {
    const { bytes } = blocks[index];
    const offset = fit(problem, conflicts[index], offsets, bytes, arrangement.fromTop[index]);
    offsets[index] = offset;
    total = Math.max(total, offset + bytes);
    excess += Math.max(0, offset + bytes - bound);
  }
  return { offsets, bytes: total, arrangement, excess };
}

function fit(
  { blocks, bound }: Problem,
  conflicts: readonly number[],
  offsets: readonly number[],
  bytes: number,
  fromTop: boolean,
): number {
  const taken = conflicts
    .filter((other) => offsets[other] >= 0)
    .sort((a, b) => offsets[a] - offsets[b]);
  let [start, tightest, end] = [-1, Infinity, 0];
  const consider = (limit: number): void => {
    const gap = limit - end;
    if (gap >= bytes && gap < tightest) [start, tightest] = [end, gap];
  };
  for (const other of taken) {
    consider(offsets[other]);
    end = Math.max(end, offsets[other] + blocks[other].bytes);
  }
  consider(bound);
  if (start < 0) return end;
  return fromTop ? start + tightest - bytes : start;
}

/** Orders in which placing is known to do well: large, long-lived or early blocks first. */
function initialOrders(blocks: readonly Block[]): number[][] {
  const duration = (block: Block): number => block.lastUse - block.firstUse + 1;
  const keys: number[][] = [
    blocks.map((block) => -block.bytes),
    blocks.map((block) => -block.bytes * duration(block)),
    blocks.map((block) => -duration(block)),
    blocks.map((block) => block.firstUse),
    blocks.map((block) => -block.lastUse),
    // Crowded moments go first.
    pressures(blocks).map((pressure) => -pressure),
  ];
  return keys.map((values) => {
    // Ties go to the larger block, then to the earlier one.
    return blocks
      .map((_, index) => index)
      .sort((a, b) => values[a] - values[b] || blocks[b].bytes - blocks[a].bytes || a - b);
  });
}

/**
 * Local search: one random change at a time, kept when the arrangement gets no worse. Stuck for long,
 * it goes on from a few changes beside the best.
 */
function improved(problem: Problem, start: Placed): ArenaPacking {
  const random = generator(problem.blocks.length);
  const workPerTry = problem.conflicts.reduce((work, list) => work + list.length + 1, 0);
  let tries = Math.ceil(SEARCH_WORK / workPerTry);
  let [best, current] = [start, start];
  for (let idle = 0; best.bytes > problem.bound && tries > 0; tries--) {
    if (idle === PATIENCE) {
      current = best;
      for (let kick = 0; kick < KICKS; kick++)
        current = placed(problem, changed(problem, current, random));
      idle = 0;
    }
    const candidate = placed(problem, changed(problem, current, random));
    idle = candidate.excess < current.excess ? 0 : idle + 1;
    if (candidate.excess <= current.excess) current = candidate;
    if (candidate.bytes < best.bytes) best = candidate;
  }
  return { offsets: best.offsets, bytes: best.bytes };
}

/**
 * Moves a block past one that it conflicts with, exchanges the two, or sends it to the other end of
 * its gap; other changes of the order change nothing. Every other time it is a block that lies above
 * the bound, or one that is in its way.
 */
function changed(problem: Problem, current: Placed, random: () => number): Arrangement {
  const { blocks, conflicts, bound } = problem;
  const order = [...current.arrangement.order];
  const fromTop = [...current.arrangement.fromTop];
  const outside = order.filter((index) => current.offsets[index] + blocks[index].bytes > bound);
  const choice = random();
  const trouble = any(random, choice < 0.5 ? outside : order) ?? 0;
  const block = choice < 0.25 ? (any(random, conflicts[trouble]) ?? trouble) : trouble;
  const other = any(random, conflicts[block]) ?? block;
  const [from, to] = [order.indexOf(block), order.indexOf(other)];
  const kind = random();
  if (kind < 0.4) order.splice(to, 0, ...order.splice(from, 1));
  else if (kind < 0.7) [order[from], order[to]] = [order[to], order[from]];
  else fromTop[block] = !fromTop[block];
  return { order, fromTop };
}

function any(random: () => number, items: readonly number[]): number | undefined {
  return items.at(Math.floor(random() * items.length));
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
