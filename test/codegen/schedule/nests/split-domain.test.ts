import { describe, expect, it } from 'vitest';
import { splitDomain } from '../../../../compiler/codegen/schedule/nests/split-domain.js';
import { number } from '../../../../compiler/lower/formulas/compute.js';
import { add, toIndex, variable } from '../../../../compiler/lower/formulas/index-expr.js';

const channel = variable('c', 4);
const tap = variable('j', 1);

/** A sum over one tap where the channel `by` places further is one of four. */
function ahead(by: number) {
  const bound = { index: add(channel, by), extent: 4 };
  const reduction = {
    name: 'sum',
    axes: [tap],
    combine: 'sum' as const,
    body: number(1),
    domain: [bound],
  };
  const first = { bind: () => toIndex(0), results: new Map() };
  return {
    bound,
    split: (vectorAxis?: typeof channel) =>
      splitDomain(reduction, [{ ...first, ...(vectorAxis && { vectorAxis }) }], []),
  };
}

describe('bounds of a domain', () => {
  it('are tested where they hold for the first lane alone', () => {
    const { bound, split } = ahead(1);
    expect(split()).toEqual({ clamped: [], whole: [], tested: [] });
    expect(split(channel)).toEqual({ clamped: [], whole: [], tested: [bound] });
  });

  it('are dropped where they hold for every lane', () => {
    expect(ahead(0).split(channel)).toEqual({ clamped: [], whole: [], tested: [] });
  });
});
