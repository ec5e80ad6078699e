import { gcd } from '../../ir/ops/shared/gcd.js';

/** constant + Σ coefficient · name ≥ 0, over integers; no coefficient is 0. */
export interface Inequality {
  readonly constant: number;
  readonly terms: ReadonlyMap<string, number>;
}

/** An inequality in lowest terms among others, which are found by their terms. */
interface Held extends Inequality {
  /** Of the inequality whose terms are the negative of these. */
  readonly opposite: string;
}

/** More are not looked at: elimination can square their number with each name. */
const MOST_INEQUALITIES = 600;

/**
 * Whether no integers satisfy all inequalities. What two of them say to be equal to something else is
 * replaced by it, wherever that is exact over integers; all other names go by Fourier and Motzkin's
 * elimination, which adds each upper bound of a name to each of its lower bounds. Constants are rounded
 * to what integers can reach after each step, which is how remainders are reasoned about. `false` says
 * only that no contradiction was found.
 */
export function isContradiction(inequalities: readonly Inequality[]): boolean {
  let open = new Map<string, Held>();
  for (const inequality of inequalities) {
    if (!take(inequality, open)) return true;
  }
  for (;;) {
    const equality = unitEquality(open);
    const name = equality?.name ?? cheapestName(open);
    if (name === undefined) return false;
    const next = new Map<string, Held>();
    const [lower, upper]: [Inequality[], Inequality[]] = [[], []];
    for (const [key, each] of open) {
      const coefficient = each.terms.get(name) ?? 0;
      if (coefficient === 0) next.set(key, each);
      else (coefficient > 0 ? lower : upper).push(each);
    }
    const pairs: [Inequality, Inequality][] =
      equality === undefined
        ? lower.flatMap((below) => upper.map((above): [Inequality, Inequality] => [below, above]))
        : [
            ...lower.map((below): [Inequality, Inequality] => [below, equality.upper]),
            ...upper.map((above): [Inequality, Inequality] => [equality.lower, above]),
          ];
    for (const [below, above] of pairs) {
      if (!take(combined(below, above, name), next)) return true;
      if (next.size > MOST_INEQUALITIES) return false;
    }
    open = next;
  }
}

interface Equality {
  readonly name: string;
  /** As a lower and as an upper bound of the name. */
  readonly lower: Inequality;
  readonly upper: Inequality;
}

/** Two inequalities that together say what a name is, as a sum of multiples of others. */
function unitEquality(open: ReadonlyMap<string, Held>): Equality | undefined {
  for (const each of open.values()) {
    const opposite = open.get(each.opposite);
    if (opposite === undefined || opposite.constant + each.constant !== 0) continue;
    for (const [name, coefficient] of each.terms) {
      if (coefficient === 1) return { name, lower: each, upper: opposite };
    }
  }
  return undefined;
}

/** Adds an inequality unless it says nothing; false when nothing satisfies it. */
function take(inequality: Inequality, into: Map<string, Held>): boolean {
  if (inequality.terms.size === 0) return inequality.constant >= 0;
  const { constant, terms } = inLowestTerms(inequality);
  // What is not exact is left out: fewer inequalities show less, and nothing wrong.
  if (![constant, ...terms.values()].every(Number.isSafeInteger)) return true;
  const [key, opposite] = keysOf(terms);
  const known = into.get(key);
  if (known === undefined || constant < known.constant) {
    into.set(key, { constant, terms, opposite });
  }
  const other = into.get(opposite);
  return other === undefined || other.constant + constant >= 0;
}

function inLowestTerms(inequality: Inequality): Inequality {
  const { constant, terms } = inequality;
  let factor = 0;
  for (const coefficient of terms.values()) factor = gcd(factor, Math.abs(coefficient));
  if (factor === 1) return inequality;
  return {
    constant: Math.floor(constant / factor),
    terms: new Map([...terms].map(([name, coefficient]) => [name, coefficient / factor])),
  };
}

/** What terms are found by, and their negatives. */
function keysOf(terms: ReadonlyMap<string, number>): [key: string, opposite: string] {
  let [key, opposite] = ['', ''];
  for (const name of [...terms.keys()].sort()) {
    const coefficient = terms.get(name) ?? 0;
    key += `${coefficient}*${name},`;
    opposite += `${-coefficient}*${name},`;
  }
  return [key, opposite];
}

/** The name whose elimination leaves the fewest inequalities. */
function cheapestName(open: ReadonlyMap<string, Inequality>): string | undefined {
  const counts = new Map<string, [lower: number, upper: number]>();
  for (const { terms } of open.values()) {
    for (const [name, coefficient] of terms) {
      const count = counts.get(name) ?? [0, 0];
      count[coefficient > 0 ? 0 : 1]++;
      counts.set(name, count);
    }
  }
  let cheapest: string | undefined;
  let least = Infinity;
  for (const [name, [lower, upper]] of counts) {
    const grown = lower * upper - lower - upper;
    if (grown < least) [cheapest, least] = [name, grown];
  }
  return cheapest;
}

/** The sum of multiples of both in which `name` doesn't occur. */
function combined(below: Inequality, above: Inequality, name: string): Inequality {
  const [b, a] = [below.terms.get(name) ?? 0, -(above.terms.get(name) ?? 0)];
  const shared = gcd(a, b);
  const [timesBelow, timesAbove] = [a / shared, b / shared];
  const terms = new Map<string, number>();
  for (const [each, coefficient] of below.terms) terms.set(each, coefficient * timesBelow);
  for (const [each, coefficient] of above.terms) {
    const sum = (terms.get(each) ?? 0) + coefficient * timesAbove;
    if (sum === 0) terms.delete(each);
    else terms.set(each, sum);
  }
  return { constant: below.constant * timesBelow + above.constant * timesAbove, terms };
}
