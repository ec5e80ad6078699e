import type { Index, Range } from './index-expr.js';
import { rangeOf, variablesOf } from './index-expr.js';

/**
 * The most elements of an operand that a computation can touch, each counted once. `reads` are all
 * its reads of that operand, for every value that their variables can take.
 *
 * Along each coordinate a read takes at most as many values as lie in its range, and as its variables
 * have together: with strides it passes over the rest. Reads that overlap, such as the taps of a
 * window, touch no more than the box around all of them.
 */
export function elementsTouched(reads: readonly { readonly index: readonly Index[] }[]): number {
  const [first, ...others] = reads.map(({ index }) => index.map(rangeOf));
  if (first === undefined) return 0;
  const box = others.reduce((all, ranges) => ranges.map((range, k) => hull(range, all[k])), first);
  const single = reads.reduce((sum, { index }) => sum + placesOf(index), 0);
  return Math.min(single, product(box.map(extent)));
}

/** How many elements one read touches at most. */
function placesOf(index: readonly Index[]): number {
  const all = new Set(index.flatMap((coordinate) => [...variablesOf(coordinate)]));
  const along = index.map((coordinate) =>
    Math.min(extent(rangeOf(coordinate)), product([...variablesOf(coordinate)].map(extent))),
  );
  return Math.min(product(along), product([...all].map(extent)));
}

function hull(a: Range, b: Range): Range {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

function extent({ min, max }: Range): number {
  return max - min + 1;
}

function product(factors: readonly number[]): number {
  return factors.reduce((all, factor) => all * factor, 1);
}
