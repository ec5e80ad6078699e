import { describe, expect, test } from 'vitest';
import { requireOneSize, sizesIn } from '../../cli/sizes.js';

describe('--set', () => {
  test.each([
    ['one value', { size: '256' }, [[{ size: '256' }, {}]]],
    ['a list is one value', { sizes: '[4,1]' }, [[{ sizes: '[4,1]' }, {}]]],
    ['words with a comma are one value', { name: 'cat,dog' }, [[{ name: 'cat,dog' }, {}]]],
    ['an expression is one value', { size: '2 * 3' }, [[{ size: '2 * 3' }, {}]]],
    [
      'two values are two sizes, and others stay',
      { size: '256,512', classes: '10' },
      [
        [{ size: '256', classes: '10' }, { size: 256 }],
        [{ size: '512', classes: '10' }, { size: 512 }],
      ],
    ],
    [
      'values of two parameters go together',
      { height: '256, 480', sizes: '[1],[2,3]' },
      [
        [
          { height: '256', sizes: '[1]' },
          { height: 256, sizes: [1] },
        ],
        [
          { height: '480', sizes: '[2,3]' },
          { height: 480, sizes: [2, 3] },
        ],
      ],
    ],
  ])('%s', (_, set, expected) => {
    expect(sizesIn(set).map((size) => [size.set, size.values])).toEqual(expected);
  });

  test('with different numbers of values is a mistake', () => {
    expect(() => sizesIn({ height: '1,2', width: '1,2,3' })).toThrow(
      'usage/sizes: height has 2 values, but width 3',
    );
  });

  test('of several sizes is a mistake where one is looked at', () => {
    expect(() => {
      requireOneSize({ size: '1,2' });
    }).toThrow('usage/sizes: this is about one size, but --set size=1,2 asks for 2');
  });
});
