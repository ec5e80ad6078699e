import { describe, expect, it } from 'vitest';
import type { Index, Variable } from '../../../compiler/lower/formulas/index-expr.js';
import {
  add,
  divide,
  modulo,
  rangeOf,
  scale,
  substitute,
  toIndex,
  variable,
} from '../../../compiler/lower/formulas/index-expr.js';
import { elementsTouched } from '../../../compiler/lower/formulas/elements-touched.js';

const y = variable('y', 6);
const x = variable('x', 8);
const tap = variable('tap', 3);
const channel = variable('channel', 5);
const pixel = variable('pixel', 48);

/** Every place that the reads touch, one by one. */
function touched(variables: readonly Variable[], reads: readonly (readonly Index[])[]): number {
  const places = new Set<string>();
  const visit = (left: readonly Variable[], at: ReadonlyMap<Variable, number>): void => {
    const [first, ...others] = left;
    if (first !== undefined) {
      for (let i = first.min; i <= first.max; i++) visit(others, new Map([...at, [first, i]]));
      return;
    }
    const place = (index: Index): number => rangeOf(substitute(index, (v) => at.get(v) ?? v)).min;
    for (const read of reads) places.add(read.map(place).join());
  };
  visit(variables, new Map());
  return places.size;
}

const CASES: Readonly<Record<string, [Variable[], Index[][]]>> = {
  'a window, whose taps overlap': [[y, x, tap], [[toIndex(y), add(x, tap)]]],
  'a strided read, which passes over the rest': [[y, x], [[scale(y, 2), scale(x, 3)]]],
  'coordinates that one variable decides together': [
    [pixel, channel],
    [[divide(pixel, 8), modulo(pixel, 8), toIndex(channel)]],
  ],
  'a diagonal': [[x], [[toIndex(x), toIndex(x)]]],
  'neighbours read apart from each other': [
    [x, channel],
    [
      [toIndex(x), toIndex(channel)],
      [add(x, 1), toIndex(channel)],
    ],
  ],
  'two places far from each other': [[x], [[toIndex(x)], [add(x, 100)]]],
  nothing: [[], []],
};

describe('elementsTouched', () => {
  it.each(Object.entries(CASES))('counts %s', (_, [variables, reads]) => {
    const count = elementsTouched(reads.map((index) => ({ index })));
    expect(count).toBe(touched(variables, reads));
  });
});
