import { expect, it } from 'vitest';
import { median } from '../../cli/median.js';

it('takes the middle, or the mean of the middle two', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([9, 1, 5, 6])).toBe(5.5);
  expect(() => median([])).toThrow(RangeError);
});
