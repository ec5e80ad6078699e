import { describe, expect, test } from 'vitest';
import { toDepthwise } from '../../compiler/passes/to-depthwise.js';
import { toMatmul } from '../../compiler/passes/to-matmul.js';
import { expectUntouched, rewritten } from '../support/graph-text.js';

describe('linear', () => {
  test('is a product with the transposed weight, and a sum', () => {
    expect(
      rewritten(
        toMatmul,
        `input %x : f32[2,3,4]
         %w = constant @"w" : f32[5,4]
         %b = constant @"b" : f32[5]
         %y = linear(%x, %w, %b) : f32[2,3,5]
         output "y" = %y`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[2,3,4]
        %b = constant @"b" [-0.41228256, -0.31108975, -0.80727255, 0.24705075, -0.6786953] : f32[5]
        %w = constant @"transpose(w) {permutation = [1, 0]}" : f32[4,5]
        %y.matmul = matmul(%x, %w) {axis = -1} : f32[2,3,5]
        %y = add(%y.matmul, %b) : f32[2,3,5]
        output "y" = %y
      }
      "
    `);
  });

  test('without bias there is no sum', () => {
    const result = rewritten(
      toMatmul,
      `input %x : f32[2,4]
       %w = constant @"w" : f32[5,4]
       %y = linear(%x, %w) : f32[2,5]
       output "y" = %y`,
    );
    expect(result).toContain('%y = matmul(%x, %w) {axis = -1} : f32[2,5]');
  });

  test('not of a vector, which has no rows', () => {
    expectUntouched(
      toMatmul,
      `input %x : f32[4]
       %w = constant @"w" : f32[2,4]
       %y = linear(%x, %w) : f32[2]
       output "y" = %y`,
    );
  });

  test('a weight that is computed is transposed when the network runs', () => {
    const result = rewritten(
      toMatmul,
      `input %x : f32[2,4]
       input %w : f32[5,4]
       %y = linear(%x, %w) : f32[2,5]
       output "y" = %y`,
    );
    expect(result).toContain('%w_2 = transpose(%w) {permutation = [1, 0]} : f32[4,5]');
  });
});

describe('convolution', () => {
  const convolution = (kernel: string, strides: string, pads: string, groups: number, y: string) =>
    `input %x : f32[1,4,3,3]
     %w = constant @"w" : f32[2,${4 / groups},${kernel}]
     %b = constant @"b" [1, 2] : f32[2]
     %y = conv2d(%x, %w, %b) {dilations = [1, 1], groups = ${groups}, pads = ${pads}, strides = ${strides}} : ${y}
     output "y" = %y`;

  test('with a 1×1 kernel is a product along the channels', () => {
    expect(rewritten(toMatmul, convolution('1,1', '[1, 1]', '[0, 0, 0, 0]', 1, 'f32[1,2,3,3]')))
      .toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,4,3,3]
        %b = constant @"b" [1, 2] : f32[2]
        %w = constant @"transpose(reshape(w) {shape = [2, 4]}) {permutation = [1, 0]}" [-0.23863575, -0.3350443, 0.1565534, 0.5906574, 0.05787142, 0.5891506, -0.9815988, -0.25626442] : f32[4,2]
        %y.matmul = matmul(%x, %w) {axis = 1} : f32[1,2,3,3]
        %y = bias(%y.matmul, %b) : f32[1,2,3,3]
        output "y" = %y
      }
      "
    `);
  });

  test.each([
    ['a larger kernel', convolution('1,2', '[1, 1]', '[0, 0, 0, 0]', 1, 'f32[1,2,3,2]')],
    ['a stride', convolution('1,1', '[1, 2]', '[0, 0, 0, 0]', 1, 'f32[1,2,3,2]')],
    ['padding', convolution('1,1', '[1, 1]', '[0, 0, 1, 0]', 1, 'f32[1,2,4,3]')],
    ['groups', convolution('1,1', '[1, 1]', '[0, 0, 0, 0]', 2, 'f32[1,2,3,3]')],
  ])('not with %s', (_, text) => {
    expectUntouched(toMatmul, text);
  });
});

describe('to-depthwise', () => {
  const grouped = (channels: number, groups: number, outputs: number) =>
    `input %x : f32[1,${channels},4,4]
     %w = constant @"w" : f32[${outputs},${channels / groups},3,3]
     %y = conv2d(%x, %w) {dilations = [1, 1], groups = ${groups}, pads = [1, 1, 0, 0], strides = [1, 2]} : f32[1,${outputs},3,2]
     output "y" = %y`;

  test('one group per channel', () => {
    expect(rewritten(toDepthwise, grouped(3, 3, 6))).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,3,4,4]
        %w = constant @"w" : f32[6,1,3,3]
        %y = depthwise_conv2d(%x, %w) {dilations = [1, 1], pads = [1, 1, 0, 0], strides = [1, 2]} : f32[1,6,3,2]
        output "y" = %y
      }
      "
    `);
  });

  test.each([
    ['fewer groups than channels', grouped(4, 2, 4)],
    ['a single channel, where both are the same', grouped(1, 1, 4)],
  ])('not %s', (_, text) => {
    expectUntouched(toDepthwise, text);
  });
});
