import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Layout } from '../../compiler/ir/layout.js';
import {
  channelsLastLayout,
  denseLayout,
  layoutStrides,
  paddedLayout,
  physicalElements,
  sameAddresses,
} from '../../compiler/ir/layout.js';
import { layoutText, parseLayout } from '../../compiler/ir/text/layout-text.js';
import type { Shape } from '../../compiler/ir/types.js';
import { elementCount, rowMajorStrides } from '../../compiler/ir/types.js';

/** The address of every element in logical order, one by one. */
function addresses(shape: Shape, layout: Layout): number[] {
  const strides = layoutStrides(shape, layout);
  const logical = rowMajorStrides(shape);
  return Array.from({ length: elementCount(shape) }, (_, flat) =>
    shape.reduce(
      (address, extent, axis) =>
        address + (Math.floor(flat / logical[axis]) % extent) * strides[axis],
      0,
    ),
  );
}

const laidOut = fc
  .array(fc.constantFrom(1, 1, 2, 3, 4), { maxLength: 4 })
  .chain((shape) =>
    fc.tuple(
      fc.constant(shape),
      fc.shuffledSubarray(
        shape.map((_, axis) => axis),
        { minLength: shape.length },
      ),
      fc.constantFrom(1, 4),
      fc.constantFrom(undefined, 4, 8),
    ),
  )
  .map(([shape, order, pad, pitch]): { shape: number[]; layout: Layout } => ({
    shape,
    layout: pitch === undefined || shape.length === 0 ? { order, pad } : { order, pad, pitch },
  }));

describe('physicalElements', () => {
  test('reaches to the end of the last row, and no further', () => {
    fc.assert(
      fc.property(laidOut, ({ shape, layout }) => {
        const last = Math.max(...addresses(shape, layout)) + 1;
        const end = physicalElements(shape, layout);
        expect(end).toBeGreaterThanOrEqual(last);
        expect(end - last).toBeLessThan(layout.pad);
      }),
    );
  });

  test('of a part with gaps between its rows', () => {
    // Six pixels of 5 channels, 5 of them followed by the next 12 elements on: 5 · 12 + 8.
    expect(physicalElements([1, 5, 2, 3], { ...channelsLastLayout(4), pitch: 12 })).toBe(68);
  });
});

describe('sameAddresses', () => {
  test('says the same as comparing all addresses', () => {
    fc.assert(
      fc.property(laidOut, laidOut, (a, b) => {
        fc.pre(elementCount(a.shape) === elementCount(b.shape));
        const expected =
          addresses(a.shape, a.layout).join() === addresses(b.shape, b.layout).join();
        expect(sameAddresses(a.shape, a.layout, b.shape, b.layout)).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });

  test.each<[string, Shape, Layout, Shape, Layout, boolean]>([
    [
      'channels of one pixel are a row',
      [2, 3, 1, 1],
      channelsLastLayout(4),
      [2, 3],
      paddedLayout(2),
      true,
    ],
    [
      'channels of a picture are not',
      [1, 3, 2, 2],
      channelsLastLayout(4),
      [1, 12],
      paddedLayout(2),
      false,
    ],
    [
      'one channel dense is no padded picture',
      [1, 1, 2, 2],
      denseLayout(4),
      [1, 1, 2, 2],
      channelsLastLayout(4),
      false,
    ],
    ['a row of any length', [1, 10], denseLayout(2), [1, 10], paddedLayout(2), true],
    ['rows of whole vectors', [3, 8], denseLayout(2), [24], paddedLayout(1), true],
    ['rows of odd length', [3, 7], denseLayout(2), [3, 7], paddedLayout(2), false],
  ])('%s: %j', (_, shapeA, a, shapeB, b, expected) => {
    expect(sameAddresses(shapeA, a, shapeB, b)).toBe(expected);
  });
});

describe('the text of a layout', () => {
  test('reads back', () => {
    fc.assert(
      fc.property(laidOut, ({ shape, layout }) => {
        expect(parseLayout(layoutText(layout), shape.length)).toEqual(layout);
      }),
    );
  });

  test.each([
    [denseLayout(4), 'dense'],
    [paddedLayout(2), 'rows/4'],
    [channelsLastLayout(4), 'nhwc/4'],
    [{ order: [0, 2, 3, 1], pad: 1 }, 'nhwc'],
    [channelsLastLayout(5), 'ndhwc/4'],
    [{ order: [1, 0], pad: 4 }, 'axes(1,0)/4'],
    [{ ...channelsLastLayout(4), pitch: 256 }, 'nhwc/4 pitch 256'],
    [{ ...denseLayout(2), pitch: 12 }, 'rows pitch 12'],
  ])('%j is %s', (layout, text) => {
    expect(layoutText(layout)).toBe(text);
  });

  test.each([
    ['nhwc', 3],
    ['nnwc', 4],
    ['axes(0,2)', 2],
    ['rows/0', 1],
    ['rows pitch 0', 1],
    ['dense pitch 4', 1],
    ['tiled', 2],
  ])('%s is no layout of %i axes', (text, rank) => {
    expect(parseLayout(text, rank)).toBeUndefined();
  });
});
