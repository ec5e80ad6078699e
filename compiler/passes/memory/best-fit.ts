import type { Block } from './blocks.js';

interface Gap {
  readonly start: number;
  readonly end: number;
}

/**
 * Offsets for blocks in the order in which they are needed, each in the tightest gap that those before it
 * have left. Far from the best where lives are of many lengths, but it looks at no pairs of blocks.
 */
export function bestFit(blocks: readonly Block[]): number[] {
  const offsets = new Array<number>(blocks.length).fill(0);
  const indices = blocks.map((_, index) => index);
  const starts = indices.toSorted((a, b) => blocks[a].firstUse - blocks[b].firstUse);
  const ends = indices.toSorted((a, b) => blocks[a].lastUse - blocks[b].lastUse);
  /** What is free, in order; the last gap never ends. */
  const gaps: Gap[] = [{ start: 0, end: Infinity }];
  let ended = 0;
  for (const index of starts) {
    const { bytes, firstUse } = blocks[index];
    for (; blocks[ends[ended]].lastUse < firstUse; ended++) {
      const offset = offsets[ends[ended]];
      release(gaps, { start: offset, end: offset + blocks[ends[ended]].bytes });
    }
    const at = tightest(gaps, bytes);
    const { start, end } = gaps[at];
    offsets[index] = start;
    gaps.splice(at, 1, ...(start + bytes < end ? [{ start: start + bytes, end }] : []));
  }
  return offsets;
}

function tightest(gaps: readonly Gap[], bytes: number): number {
  let found = gaps.length - 1;
  for (const [at, { start, end }] of gaps.entries()) {
    const size = end - start;
    if (size >= bytes && size < gaps[found].end - gaps[found].start) found = at;
  }
  return found;
}

/** Joins what has become free with the gaps beside it. */
function release(gaps: Gap[], { start, end }: Gap): void {
  let [from, to] = [0, gaps.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (gaps[middle].start < start) from = middle + 1;
    else to = middle;
  }
  const before = from > 0 && gaps[from - 1].end === start ? 1 : 0;
  const behind = gaps[from].start === end ? 1 : 0;
  const joined = {
    start: before === 1 ? gaps[from - 1].start : start,
    end: behind === 1 ? gaps[from].end : end,
  };
  gaps.splice(from - before, before + behind, joined);
}
