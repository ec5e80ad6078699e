import type { Lifetime } from '../../ir/memory/lifetimes.js';

/** What is packed: a number of bytes that are needed for a time. */
export interface Block extends Lifetime {
  readonly bytes: number;
}

/** The largest sum of bytes that are live at one moment: no packing can be smaller. */
export function lowerBound(blocks: readonly Block[]): number {
  return liveBytes(blocks).reduce((bound, { bytes }) => Math.max(bound, bytes), 0);
}

/** How many bytes are live from a moment on, until blocks end. */
interface Moment {
  readonly time: number;
  readonly bytes: number;
}

/** The moments at which blocks begin, in order. */
function liveBytes(blocks: readonly Block[]): Moment[] {
  const starts = blocks.toSorted((a, b) => a.firstUse - b.firstUse);
  const ends = blocks.toSorted((a, b) => a.lastUse - b.lastUse);
  const moments: Moment[] = [];
  let ended = 0;
  let bytes = 0;
  for (const [position, block] of starts.entries()) {
    const time = block.firstUse;
    bytes += block.bytes;
    if (starts.at(position + 1)?.firstUse === time) continue;
    for (; ends[ended].lastUse < time; ended++) bytes -= ends[ended].bytes;
    moments.push({ time, bytes });
  }
  return moments;
}

/** For each block the most bytes that are live at any moment of its life. */
export function pressures(blocks: readonly Block[]): number[] {
  const moments = liveBytes(blocks);
  const position = new Map(moments.map(({ time }, index) => [time, index]));
  const times = moments.map(({ time }) => time);
  // most[k][i] is the largest among 2^k moments from i on.
  const most = [moments.map(({ bytes }) => bytes)];
  for (let length = 1; 2 * length <= moments.length; length *= 2) {
    const half = most[most.length - 1];
    const count = moments.length - 2 * length + 1;
    most.push(Array.from({ length: count }, (_, i) => Math.max(half[i], half[i + length])));
  }
  return blocks.map(({ firstUse, lastUse }) => {
    const from = position.get(firstUse) ?? 0;
    const to = countUpTo(times, lastUse);
    const level = 31 - Math.clz32(to - from);
    return Math.max(most[level][from], most[level][to - 2 ** level]);
  });
}

/** How many of the sorted `times` are at or before `time`. */
function countUpTo(times: readonly number[], time: number): number {
  let [from, to] = [0, times.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (times[middle] <= time) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** How many pairs of blocks live at one time. */
export function countConflicts(blocks: readonly Block[]): number {
  const ends = blocks.map(({ lastUse }) => lastUse).sort((a, b) => a - b);
  const starts = blocks.map(({ firstUse }) => firstUse).sort((a, b) => a - b);
  let ended = 0;
  return starts.reduce((pairs, start, begun) => {
    while (ends[ended] < start) ended++;
    return pairs + begun - ended;
  }, 0);
}

/** For each block the others that live at the same time, in order. */
export function conflicts(blocks: readonly Block[]): number[][] {
  const found = blocks.map((): number[] => []);
  const order = blocks.map((_, index) => index);
  order.sort((a, b) => blocks[a].firstUse - blocks[b].firstUse);
  let live: number[] = [];
  for (const index of order) {
    live = live.filter((other) => blocks[other].lastUse >= blocks[index].firstUse);
    for (const other of live) {
      found[other].push(index);
      found[index].push(other);
    }
    live.push(index);
  }
  for (const list of found) list.sort((a, b) => a - b);
  return found;
}
