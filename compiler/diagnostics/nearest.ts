import type { Diagnostic } from './diagnostic.js';

/**
 * Nearest names for typos. The distance counts insertions, deletions, substitutions and swaps of
 * neighbours (the optimal string alignment distance), case folded, because those are the slips that
 * fingers make.
 */

/** Optimal string alignment distance between `a` and `b`. */
export function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = previous[column - 1] + (a[row - 1] === b[column - 1] ? 0 : 1);
      let best = Math.min(previous[column] + 1, current[column - 1] + 1, substitution);
      const swapped =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) best = Math.min(best, beforePrevious[column - 2] + 1);
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length];
}

/** Names longer than this are not compared: no typo hides in them and the table would be large. */
const LONGEST_COMPARED = 200;

/**
 * The candidate that `name` was probably meant to be, or undefined when none is near: a third of
 * the longer word may differ. Ties go to the first candidate.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > LONGEST_COMPARED) return undefined;
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    if (candidate.length > LONGEST_COMPARED || candidate === name) continue;
    const allowed = Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3));
    if (Math.abs(name.length - candidate.length) > allowed) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= allowed && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The part of a diagnostic that says what to do. */
export type Advice = Pick<Diagnostic, 'hint' | 'replacement'>;

/** "did you mean `conv`?", or undefined when nothing is near. */
export function didYouMean(name: string, candidates: Iterable<string>): Advice | undefined {
  const nearest = nearestName(name, candidates);
  if (nearest === undefined) return undefined;
  return { hint: `did you mean \`${nearest}\`?`, replacement: nearest };
}
