import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Index, Variable } from '../../../compiler/lower/formulas/index-expr.js';
import {
  add,
  coefficientOf,
  dependsOn,
  divide,
  indexText,
  isMultipleOf,
  maximum,
  minimum,
  modulo,
  rangeOf,
  scale,
  substitute,
  subtract,
  toIndex,
  variable,
  variablesOf,
} from '../../../compiler/lower/formulas/index-expr.js';

/** What an expression means: plain arithmetic on integers, without any simplification. */
type Meaning = (values: ReadonlyMap<Variable, number>) => number;

/** An expression as the functions under test build it, beside what it must mean. */
interface Pair {
  readonly index: Index;
  readonly meaning: Meaning;
}

const x = variable('x', 7);
const y = variable('y', 5);
const z = variable('z', 4, -2);
const VARIABLES = [x, y, z];

/** Every value of all variables: the ranges are small enough to try them all. */
const POINTS = ((): ReadonlyMap<Variable, number>[] => {
  const values = (v: Variable): number[] =>
    Array.from({ length: v.max - v.min + 1 }, (_, offset) => v.min + offset);
  return values(x).flatMap((xv) =>
    values(y).flatMap((yv) =>
      values(z).map(
        (zv) =>
          new Map([
            [x, xv],
            [y, yv],
            [z, zv],
          ]),
      ),
    ),
  );
})();

/** Evaluates an expression as it was simplified. */
function evaluate({ constant, terms }: Index, values: ReadonlyMap<Variable, number>): number {
  return terms.reduce((sum, { atom, coefficient }) => {
    const value = (): number => {
      switch (atom.kind) {
        case 'variable':
          return values.get(atom) ?? NaN;
        case 'div':
          return Math.floor(evaluate(atom.value, values) / atom.by);
        case 'mod':
          return evaluate(atom.value, values) % atom.by;
        case 'min':
        case 'max':
          return Math[atom.kind](evaluate(atom.a, values), evaluate(atom.b, values));
        case 'lookup':
          throw new Error('no tensor to look up in');
      }
    };
    return sum + coefficient * value();
  }, constant);
}

/** Fails when `actual` and `wanted` differ at a point. (−0 is 0: these are integers.) */
function expectEqual(actual: Meaning, wanted: Meaning): void {
  for (const values of POINTS) {
    const [a, b] = [actual(values), wanted(values)];
    if (a === b) continue;
    const where = VARIABLES.map((v) => `${v.name}=${values.get(v) ?? NaN}`).join(' ');
    expect.fail(`${a}, not ${b}, at ${where}`);
  }
}

const meaningOf =
  (index: Index): Meaning =>
  (values) =>
    evaluate(index, values);

const smallInteger = fc.integer({ min: -12, max: 12 });
const positive = fc.integer({ min: 1, max: 12 });

const leaf: fc.Arbitrary<Pair> = fc.oneof(
  smallInteger.map((value): Pair => ({ index: toIndex(value), meaning: () => value })),
  fc.constantFrom(...VARIABLES).map((v): Pair => ({
    index: toIndex(v),
    meaning: (values) => values.get(v) ?? NaN,
  })),
);

/** Random expressions; division and remainder only of what is never negative, as the IR demands. */
const pairs: fc.Arbitrary<Pair> = fc.letrec<{ pair: Pair }>((tie) => {
  const pair = tie('pair');
  const two = fc.tuple(pair, pair);
  return {
    pair: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      two.map(([a, b]): Pair => ({
        index: add(a.index, b.index),
        meaning: (values) => a.meaning(values) + b.meaning(values),
      })),
      two.map(([a, b]): Pair => ({
        index: subtract(a.index, b.index),
        meaning: (values) => a.meaning(values) - b.meaning(values),
      })),
      fc.tuple(pair, smallInteger).map(([a, factor]): Pair => ({
        index: scale(a.index, factor),
        meaning: (values) => a.meaning(values) * factor,
      })),
      two.map(([a, b]): Pair => ({
        index: minimum(a.index, b.index),
        meaning: (values) => Math.min(a.meaning(values), b.meaning(values)),
      })),
      two.map(([a, b]): Pair => ({
        index: maximum(a.index, b.index),
        meaning: (values) => Math.max(a.meaning(values), b.meaning(values)),
      })),
      fc.tuple(pair, positive).map(([a, by]): Pair => ({
        index: divide(shifted(a).index, by),
        meaning: (values) => Math.floor(shifted(a).meaning(values) / by),
      })),
      fc.tuple(pair, positive).map(([a, by]): Pair => ({
        index: modulo(shifted(a).index, by),
        meaning: (values) => shifted(a).meaning(values) % by,
      })),
      // A split of one expression into quotient and remainder, put together again.
      fc.tuple(pair, positive, smallInteger).map(([a, by, factor]): Pair => {
        const { index, meaning } = shifted(a);
        return {
          index: add(scale(divide(index, by), by * factor), scale(modulo(index, by), factor)),
          meaning: (values) => meaning(values) * factor,
        };
      }),
    ),
  };
}).pair;

/** The expression plus the least constant that makes it at least 0 everywhere. */
function shifted({ index, meaning }: Pair): Pair {
  const offset = Math.max(0, -rangeOf(index).min);
  return { index: add(index, offset), meaning: (values) => meaning(values) + offset };
}

describe('canonical integer expressions', () => {
  it('mean what they were built from', () => {
    fc.assert(
      fc.property(pairs, ({ index, meaning }) => {
        expectEqual(meaningOf(index), meaning);
      }),
      { numRuns: 500 },
    );
  });

  it('stay inside their range', () => {
    fc.assert(
      fc.property(pairs, ({ index, meaning }) => {
        const { min, max } = rangeOf(index);
        const values = POINTS.map(meaning);
        expect(Math.min(...values)).toBeGreaterThanOrEqual(min);
        expect(Math.max(...values)).toBeLessThanOrEqual(max);
      }),
      { numRuns: 300 },
    );
  });

  it('are multiples of what they are said to be', () => {
    fc.assert(
      fc.property(pairs, fc.constantFrom(2, 3, 4, 8), ({ index, meaning }, factor) => {
        if (!isMultipleOf(index, factor)) return;
        expectEqual(
          (values) => meaning(values) % factor,
          () => 0,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('mean the same with a variable replaced', () => {
    const replacements = fc.record({ to: fc.constantFrom(0, 1, 3), of: fc.constantFrom(x, y) });
    fc.assert(
      fc.property(pairs, replacements, ({ index, meaning }, { to, of }) => {
        // x ↦ min(to, …) keeps every value inside the variable's own range.
        const replaced = substitute(index, (v) => (v === of ? minimum(y, to) : v));
        expectEqual(meaningOf(replaced), (values) =>
          meaning(new Map(values).set(of, Math.min(values.get(y) ?? NaN, to))),
        );
        const without = substitute(index, (v) => (v === of ? to : v));
        expect(dependsOn(without, of)).toBe(false);
        expectEqual(meaningOf(without), (values) => meaning(new Map(values).set(of, to)));
      }),
      { numRuns: 300 },
    );
  });

  it('depend on the variables they read and on no others', () => {
    fc.assert(
      fc.property(pairs, ({ index, meaning }) => {
        const read = variablesOf(index);
        for (const v of VARIABLES.filter((each) => !read.has(each))) {
          expectEqual((values) => meaning(new Map(values).set(v, v.min)), meaning);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('change by their coefficient when a variable steps', () => {
    fc.assert(
      fc.property(pairs, fc.constantFrom(...VARIABLES), ({ index, meaning }, v) => {
        const coefficient = coefficientOf(index, v);
        if (coefficient === undefined) return;
        expectEqual(
          (values) => {
            const at = values.get(v) ?? NaN;
            const next = new Map(values).set(v, at === v.max ? at : at + 1);
            return meaning(next) - meaning(values);
          },
          (values) => (values.get(v) === v.max ? 0 : coefficient),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('are equal in text when the same sum is built in another order', () => {
    fc.assert(
      fc.property(pairs, pairs, pairs, (a, b, c) => {
        const difference = subtract(
          add(a.index, add(b.index, c.index)),
          add(c.index, add(a.index, b.index)),
        );
        expect(indexText(difference)).toBe('0');
      }),
      { numRuns: 300 },
    );
  });
});

describe('simplification', () => {
  const i = variable('i', 12);
  const text = (index: Index): string => indexText(index);

  it('takes out what divides evenly', () => {
    expect(text(divide(add(scale(i, 8), 3), 4))).toBe('2*i');
    expect(text(modulo(add(scale(i, 8), 3), 4))).toBe('3');
  });

  it('drops divisions that the range decides', () => {
    expect(text(divide(i, 12))).toBe('0');
    expect(text(modulo(i, 12))).toBe('i');
  });

  it('takes common factors out of divisions, so that alignment shows', () => {
    expect(text(divide(scale(i, 4), 8))).toBe('i / 2');
    expect(text(modulo(scale(i, 4), 8))).toBe('4*(i % 2)');
    expect(isMultipleOf(modulo(scale(i, 4), 8), 4)).toBe(true);
  });

  it('undoes a split that turns out not to matter', () => {
    expect(text(add(scale(divide(i, 5), 5), modulo(i, 5)))).toBe('i');
    expect(text(add(scale(divide(i, 5), 15), scale(modulo(i, 5), 3)))).toBe('3*i');
  });

  it('resolves minima and maxima that the range decides', () => {
    expect(text(minimum(i, 11))).toBe('i');
    expect(text(maximum(subtract(i, 20), 0))).toBe('0');
    expect(text(minimum(i, 10))).toBe('min(i, 10)');
  });
});
