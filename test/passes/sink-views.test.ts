import { describe, expect, test } from 'vitest';
import { sinkViews } from '../../compiler/passes/sink-views.js';
import { expectUntouched, rewritten } from '../support/graph-text.js';

const FLAT = `input %x : f32[2,3,2,2]
  %f = flatten(%x) {axis = 1} : f32[2,12]`;

describe('linear over a flattened picture', () => {
  test('is a convolution as large as the picture', () => {
    expect(
      rewritten(
        sinkViews,
        `${FLAT}
         %w = constant @"w" : f32[5,12]
         %b = constant @"b" : f32[5]
         %y = linear(%f, %w, %b) : f32[2,5]
         output "y" = %y`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[2,3,2,2]
        %b = constant @"b" [-0.41228256, -0.31108975, -0.80727255, 0.24705075, -0.6786953] : f32[5]
        %w = constant @"reshape(w) {shape = [5, 3, 2, 2]}" : f32[5,3,2,2]
        %y = conv2d(%x, %w, %b) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[2,5,1,1]
        %y.view = reshape(%y) {shape = [2, 5]} : f32[2,5]
        output "y" = %y.view
      }
      "
    `);
  });

  test('a whole classifier becomes convolutions, with one view at its end', () => {
    expect(
      rewritten(
        sinkViews,
        `${FLAT}
         %w1 = constant @"w1" : f32[4,12]
         %w2 = constant @"w2" : f32[3,4]
         %fc1 = linear(%f, %w1) : f32[2,4]
         %r = relu(%fc1) : f32[2,4]
         %fc2 = linear(%r, %w2) : f32[2,3]
         output "y" = %fc2`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[2,3,2,2]
        %w1 = constant @"reshape(w1) {shape = [4, 3, 2, 2]}" : f32[4,3,2,2]
        %fc1 = conv2d(%x, %w1) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[2,4,1,1]
        %r = relu(%fc1) : f32[2,4,1,1]
        %w2 = constant @"reshape(w2) {shape = [3, 4, 1, 1]}" [-0.8096901, -0.20389372, 0.36248335, 0.65319383, -0.19676124, 0.37917158, 0.76940864, -0.15837513, -0.004880096, -0.479774, -0.49037457, 0.87483853] : f32[3,4,1,1]
        %fc2 = conv2d(%r, %w2) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[2,3,1,1]
        %fc2.view = reshape(%fc2) {shape = [2, 3]} : f32[2,3]
        output "y" = %fc2.view
      }
      "
    `);
  });

  test('not when the batch is flattened with it', () => {
    expectUntouched(
      sinkViews,
      `input %x : f32[2,3,2,2]
       %w = constant @"w" : f32[5,6]
       %f = reshape(%x) {shape = [4, 6]} : f32[4,6]
       %y = linear(%f, %w) : f32[4,5]
       output "y" = %y`,
    );
  });

  test('not when the tensor is no picture', () => {
    expectUntouched(
      sinkViews,
      `input %x : f32[2,3,4]
       %w = constant @"w" : f32[5,12]
       %f = flatten(%x) {axis = 1} : f32[2,12]
       %y = linear(%f, %w) : f32[2,5]
       output "y" = %y`,
    );
  });

  test.each([
    ['used twice', '%z = tanh(%f) : f32[2,12]\noutput "z" = %z'],
    ['an output', 'output "f" = %f'],
  ])('not when the view is %s', (_, more) => {
    expectUntouched(
      sinkViews,
      `${FLAT}
       %w = constant @"w" : f32[5,12]
       %y = linear(%f, %w) : f32[2,5]
       output "y" = %y
       ${more}`,
    );
  });
});

describe('linear layers of a vector', () => {
  test('are layers of one row, from the first to the last', () => {
    expect(
      rewritten(
        sinkViews,
        `input %x : f32[2]
         %w1 = constant @"w1" [1, 2, 3, 4, 5, 6] : f32[3,2]
         %b1 = constant @"b1" [7, 8, 9] : f32[3]
         %w2 = constant @"w2" [1, -1, 1] : f32[1,3]
         %fc1 = linear(%x, %w1, %b1) : f32[3]
         %r = relu(%fc1) : f32[3]
         %fc2 = linear(%r, %w2) : f32[1]
         output "y" = %fc2`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[2]
        %w1 = constant @"w1" [1, 2, 3, 4, 5, 6] : f32[3,2]
        %b1 = constant @"b1" [7, 8, 9] : f32[3]
        %w2 = constant @"w2" [1, -1, 1] : f32[1,3]
        %x.row = reshape(%x) {shape = [1, 2]} : f32[1,2]
        %fc1 = linear(%x.row, %w1, %b1) : f32[1,3]
        %r = relu(%fc1) : f32[1,3]
        %fc2 = linear(%r, %w2) : f32[1,1]
        %fc2.view = reshape(%fc2) {shape = [1]} : f32[1]
        output "y" = %fc2.view
      }
      "
    `);
  });
});

describe('elementwise ops', () => {
  test('a unary op moves above the view', () => {
    expect(rewritten(sinkViews, `${FLAT}\n%y = elu(%f) {alpha = 0.5} : f32[2,12]\noutput "y" = %y`))
      .toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[2,3,2,2]
        %y = elu(%x) {alpha = 0.5} : f32[2,3,2,2]
        %y.view = reshape(%y) {shape = [2, 12]} : f32[2,12]
        output "y" = %y.view
      }
      "
    `);
  });

  test('constants that fill the last axes are reshaped', () => {
    const result = rewritten(
      sinkViews,
      `${FLAT}
       %k = constant @"k" : f32[12]
       %y = mul(%f, %k) : f32[2,12]
       output "y" = %y`,
    );
    expect(result).toContain('@"reshape(k) {shape = [3, 2, 2]}" [');
    expect(result).toContain('%y = mul(%x, %k) : f32[2,3,2,2]');
  });

  test('a number is seen as one without axes, so that it adds none', () => {
    const result = rewritten(
      sinkViews,
      `input %x : f32[4]
       %k = constant @"k" [2] : f32[1,1]
       %f = reshape(%x) {shape = [2, 2]} : f32[2,2]
       %y = mul(%f, %k) : f32[2,2]
       output "y" = %y`,
    );
    expect(result).toContain('%y = mul(%x, %k) : f32[4]');
  });

  test('a bias per channel moves where the view keeps the channels', () => {
    const result = rewritten(
      sinkViews,
      `input %x : f32[2,3,1,1]
       %b = constant @"b" : f32[3]
       %f = flatten(%x) {axis = 1} : f32[2,3]
       %y = bias(%f, %b) : f32[2,3]
       output "y" = %y`,
    );
    expect(result).toContain('%y = bias(%x, %b) : f32[2,3,1,1]');
  });

  test.each([
    ['a bias where the view merges channels', '%k = constant @"k" : f32[12]', 'bias(%f, %k)'],
    ['a constant that fills part of an axis', '%k = constant @"k" : f32[2,1]', 'add(%f, %k)'],
    ['an operand that is computed', '%k = tanh(%f2) : f32[12]', 'add(%f, %k)'],
  ])('not %s', (_, operand, op) => {
    expectUntouched(
      sinkViews,
      `input %f2 : f32[12]
       ${FLAT}
       ${operand}
       %y = ${op} : f32[2,12]
       output "y" = %y`,
    );
  });

  test('not an op that makes the result larger than the view', () => {
    expectUntouched(
      sinkViews,
      `input %x : f32[2,2]
       %k = constant @"k" : f32[3,4]
       %f = flatten(%x) {axis = 0} : f32[4]
       %y = add(%f, %k) : f32[3,4]
       output "y" = %y`,
    );
  });

  test('not an op that looks along an axis', () => {
    expectUntouched(sinkViews, `${FLAT}\n%y = softmax(%f) {axis = 1} : f32[2,12]\noutput "y" = %y`);
  });
});

describe('views of views', () => {
  test('are one', () => {
    expect(
      rewritten(
        sinkViews,
        `${FLAT}
         %g = reshape(%f) {shape = [4, 6]} : f32[4,6]
         %h = softmax(%g) {axis = 1} : f32[4,6]
         output "h" = %h`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[2,3,2,2]
        %g = reshape(%x) {shape = [4, 6]} : f32[4,6]
        %h = softmax(%g) {axis = 1} : f32[4,6]
        output "h" = %h
      }
      "
    `);
  });

  test('and none when the shape is what it was', () => {
    const result = rewritten(
      sinkViews,
      `${FLAT}
       %g = reshape(%f) {shape = [2, 3, 2, 2]} : f32[2,3,2,2]
       output "g" = %g`,
    );
    expect(result).toContain('output "g" = %x');
  });
});
