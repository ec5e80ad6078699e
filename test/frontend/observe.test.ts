import { describe, expect, it } from 'vitest';
import { loadNetwork } from '../../compiler/frontend/index.js';
import { describe as describeValue } from '../../compiler/frontend/elaborate/values.js';

/** What every text was seen to be, in the order in which it was evaluated. */
function observed(source: string): Map<string, string[]> {
  const seen = new Map<string, string[]>();
  loadNetwork({
    path: 'a.net',
    source,
    loadSource: () => undefined,
    observe({ file, start, end }, value) {
      if (file !== 'a.net') return;
      const text = source.slice(start, end);
      seen.set(text, [...(seen.get(text) ?? []), describeValue(value)]);
    },
  });
  return seen;
}

describe('who observes the elaboration', () => {
  it('is told of expressions, steps and bound names', () => {
    const seen = observed(`network n(width = 2) {
  input x: tensor(1, 3, 8, 8)
  y = x -> conv(width, kernel = 3) -> relu
  for i in 0..2 {
    z = i + 1
  }
  output y
}
`);
    expect(seen.get('width')).toEqual(['the number 2', 'the number 2']);
    expect(seen.get('y')).toEqual(['a tensor [1,2,6,6]', 'a tensor [1,2,6,6]']);
    expect(seen.get('relu')).toEqual(['a tensor [1,2,6,6]']);
    expect(seen.get('conv(width, kernel = 3)')).toEqual(['a tensor [1,2,6,6]']);
    expect(seen.get('i')).toEqual(['the number 0', 'the number 0', 'the number 1', 'the number 1']);
    expect(seen.get('z')).toEqual(['the number 1', 'the number 2']);
  });

  it('is told of a block at every call, and of what an unfinished network has', () => {
    const seen = observed(`block half(x) {
  return x -> max_pool(2)
}

network n {
  input x: tensor(1, 1, 8, 8)
  y = x -> half -> half
  z = y -> conv(
}
`);
    expect(seen.get('max_pool(2)')).toEqual(['a tensor [1,1,4,4]', 'a tensor [1,1,2,2]']);
    expect(seen.get('y')).toContain('a tensor [1,1,2,2]');
  });
});
