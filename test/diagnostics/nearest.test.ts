import { describe, expect, test } from 'vitest';
import { didYouMean, editDistance, nearestName } from '../../compiler/diagnostics/nearest.js';

describe('the edit distance', () => {
  test.each([
    ['', '', 0],
    ['conv', '', 4],
    ['kitten', 'sitting', 3],
    ['relu', 'rleu', 1],
    ['kernel', 'kernl', 1],
    ['flatten', 'flaten', 1],
  ])('from "%s" to "%s" is %d', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});

describe('the nearest name', () => {
  const names = ['conv', 'linear', 'max_pool', 'avg_pool', 'relu', 'elu'];

  test.each([
    ['max_pol', 'max_pool'],
    ['Conv', 'conv'],
    ['rleu', 'relu'],
    ['lineer', 'linear'],
    ['softmax', undefined],
    ['x', undefined],
  ])('to %s is %s', (name, nearest) => {
    expect(nearestName(name, names)).toBe(nearest);
  });

  test('becomes a question', () => {
    const advice = { hint: 'did you mean `kernel`?', replacement: 'kernel' };
    expect(didYouMean('kernl', ['kernel'])).toEqual(advice);
    expect(didYouMean('kernl', [])).toBeUndefined();
  });

  test('is not looked for in very long names', () => {
    expect(nearestName('a'.repeat(100_000), ['a'.repeat(99_999)])).toBeUndefined();
  });
});
