import type { Lifetime } from '../memory/lifetimes.js';

/** Bytes that are taken for a time, the last moment included, the last byte not. */
export interface Stay extends Lifetime {
  readonly start: number;
  readonly end: number;
}

/**
 * All pairs of stays that share a byte at some moment, as positions in the list, in no order. Takes time
 * in proportion to the stays and to the pairs found, but for a logarithm: at each moment a stay meets
 * those that begin inside of it and those that contain its first byte.
 */
export function* overlappingPairs(stays: readonly Stay[]): Generator<readonly [number, number]> {
  const begins = sortedBy(stays, ({ firstUse }) => firstUse);
  const ends = sortedBy(stays, ({ lastUse }) => lastUse);
  const live = new LiveStays(stays);
  let ended = 0;
  for (const position of begins) {
    for (; stays[ends[ended]].lastUse < stays[position].firstUse; ended++) live.remove(ends[ended]);
    for (const other of live.meeting(stays[position])) yield [other, position];
    live.add(position);
  }
}

function sortedBy(stays: readonly Stay[], keyOf: (stay: Stay) => number): number[] {
  return stays.map((_, position) => position).sort((a, b) => keyOf(stays[a]) - keyOf(stays[b]));
}

/** Those that are there at a moment, found by the bytes that they take. */
class LiveStays {
  /** The distinct first bytes, in order; everything below counts in these. */
  private readonly starts: readonly number[];
  /** Those that begin at each of them. */
  private readonly beginning: readonly Set<number>[];
  /** Which of `starts` somebody begins at, in order. */
  private readonly inUse: number[] = [];
  /** A segment tree: at each node those that contain all of its starts, but not all of its parent's. */
  private readonly containing: readonly Set<number>[];

  constructor(private readonly stays: readonly Stay[]) {
    this.starts = [...new Set(stays.map(({ start }) => start))].sort((a, b) => a - b);
    this.beginning = this.starts.map(() => new Set<number>());
    this.containing = Array.from({ length: 2 * this.starts.length }, () => new Set<number>());
  }

  add(position: number): void {
    const [from, to] = this.rangeOf(this.stays[position]);
    if (this.beginning[from].size === 0) this.inUse.splice(below(this.inUse, from), 0, from);
    this.beginning[from].add(position);
    for (const node of this.nodesOf(from, to)) this.containing[node].add(position);
  }

  remove(position: number): void {
    const [from, to] = this.rangeOf(this.stays[position]);
    this.beginning[from].delete(position);
    if (this.beginning[from].size === 0) this.inUse.splice(below(this.inUse, from), 1);
    for (const node of this.nodesOf(from, to)) this.containing[node].delete(position);
  }

  /** Those that share a byte with `stay`. */
  *meeting(stay: Stay): Generator<number> {
    const [from, to] = this.rangeOf(stay);
    for (let node = from + this.starts.length; node >= 1; node >>= 1) yield* this.containing[node];
    for (let at = below(this.inUse, from + 1); this.inUse[at] < to; at++) {
      yield* this.beginning[this.inUse[at]];
    }
  }

  /** Which of `starts` lie in a stay: its own and those up to the second number. */
  private rangeOf({ start, end }: Stay): [number, number] {
    return [below(this.starts, start), below(this.starts, end)];
  }

  /** The nodes of the tree that together make up a range. */
  private *nodesOf(from: number, to: number): Generator<number> {
    const leaves = this.starts.length;
    for (let [a, b] = [from + leaves, to + leaves]; a < b; a >>= 1, b >>= 1) {
      if (a % 2 === 1) yield a++;
      if (b % 2 === 1) yield --b;
    }
  }
}

/** How many of the sorted `numbers` are less than `limit`. */
function below(numbers: readonly number[], limit: number): number {
  let [from, to] = [0, numbers.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (numbers[middle] < limit) from = middle + 1;
    else to = middle;
  }
  return from;
}
