import { describe, expect, test } from 'vitest';
import { foldPadding } from '../../compiler/passes/fold-padding.js';
import { expectUntouched, rewritten } from '../support/graph-text.js';

/** A picture [1,2,5,5] inside zeros, 1 above, 2 left, 0 below, 1 right. */
const PADDED = `input %x : f32[1,2,5,5]
  %w = constant @"w" : f32[3,2,3,3]
  %p = pad(%x) {pads = [0, 0, 1, 2, 0, 0, 0, 1], value = 0} : f32[1,2,6,8]`;

const pooled = (pads: string, counted: boolean, kernel = '[3, 3]') =>
  `avg_pool(%p) {ceil_mode = false, count_include_pad = ${counted}, kernel = ${kernel}, pads = ${pads}, strides = [1, 1]}`;

describe('into a convolution', () => {
  test('the rows and columns of zeros are added to its own', () => {
    expect(
      rewritten(
        foldPadding,
        `${PADDED}
         %y = conv2d(%p, %w) {dilations = [1, 1], groups = 1, pads = [1, 0, 1, 0], strides = [2, 1]} : f32[1,3,3,6]
         output "y" = %y`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,2,5,5]
        %w = constant @"w" : f32[3,2,3,3]
        %y = conv2d(%x, %w) {dilations = [1, 1], groups = 1, pads = [2, 2, 1, 1], strides = [2, 1]} : f32[1,3,3,6]
        output "y" = %y
      }
      "
    `);
  });

  test('a depthwise convolution takes them too', () => {
    const result = rewritten(
      foldPadding,
      `${PADDED.replace('f32[3,2,3,3]', 'f32[2,1,3,3]')}
       %y = depthwise_conv2d(%p, %w) {dilations = [1, 1], pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,2,4,6]
       output "y" = %y`,
    );
    expect(result).toContain('depthwise_conv2d(%x, %w) {dilations = [1, 1], pads = [1, 2, 0, 1]');
  });

  test('a second user keeps the padded picture for itself', () => {
    const result = rewritten(
      foldPadding,
      `${PADDED}
       %y = conv2d(%p, %w) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,3,4,6]
       output "y" = %y
       output "p" = %p`,
    );
    expect(result).toContain('conv2d(%x, %w)');
    expect(result).toContain('output "p" = %p');
  });
});

describe('into an average', () => {
  test('that counts its own padding', () => {
    expect(
      rewritten(
        foldPadding,
        `${PADDED}
         %y = ${pooled('[1, 0, 1, 1]', true)} : f32[1,2,6,7]
         output "y" = %y`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,2,5,5]
        %y = avg_pool(%x) {ceil_mode = false, count_include_pad = true, kernel = [3, 3], pads = [2, 2, 1, 2], strides = [1, 1]} : f32[1,2,6,7]
        output "y" = %y
      }
      "
    `);
  });

  test('that pads nothing, and now counts', () => {
    const result = rewritten(
      foldPadding,
      `${PADDED}
       %y = ${pooled('[0, 0, 0, 0]', false)} : f32[1,2,4,6]
       output "y" = %y`,
    );
    expect(result).toContain('avg_pool(%x) {ceil_mode = false, count_include_pad = true');
  });

  test('not when it pads without counting', () => {
    expectUntouched(
      foldPadding,
      `${PADDED}
       %y = ${pooled('[1, 0, 0, 0]', false)} : f32[1,2,5,6]
       output "y" = %y`,
    );
  });

  test('not when a window could lie in the padding altogether', () => {
    expectUntouched(
      foldPadding,
      `${PADDED}
       %y = ${pooled('[0, 0, 0, 0]', true, '[3, 2]')} : f32[1,2,4,7]
       output "y" = %y`,
    );
  });

  test('not when ceil_mode would drop the last window', () => {
    // Over 6 rows windows begin at 0 and, rounded up, at 4. With two of the rows as padding at the end
    // the second would begin in it, and there is no such window.
    const text = `input %x : f32[1,1,4,4]
      %p = pad(%x) {pads = [0, 0, 0, 0, 0, 0, 2, 0], value = 0} : f32[1,1,6,4]
      %y = avg_pool(%p) {ceil_mode = true, count_include_pad = true, kernel = [3, 1], pads = [0, 0, 0, 0], strides = [4, 1]} : f32[1,1,2,4]
      output "y" = %y`;
    expectUntouched(foldPadding, text);
  });
});

describe('left alone', () => {
  test('a maximum: a zero may win where padding never does', () => {
    expectUntouched(
      foldPadding,
      `${PADDED}
       %y = max_pool(%p) {ceil_mode = false, dilations = [1, 1], kernel = [3, 3], pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,2,4,6]
       output "y" = %y`,
    );
  });

  const convolved = (pads: string, value: string, channels: number) => `input %x : f32[1,2,5,5]
    %w = constant @"w" : f32[3,${channels},3,3]
    %p = pad(%x) {pads = ${pads}, value = ${value}} : f32[1,${channels},6,5]
    %y = conv2d(%p, %w) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,3,4,3]
    output "y" = %y`;

  test('padding by another number', () => {
    expectUntouched(foldPadding, convolved('[0, 0, 1, 0, 0, 0, 0, 0]', '0.5', 2));
  });

  test('padding of channels', () => {
    expectUntouched(foldPadding, convolved('[0, 1, 1, 0, 0, 0, 0, 0]', '0', 3));
  });
});
