import { describe, expect, test } from 'vitest';
import { fuseTail } from '../../compiler/passes/fuse-tail.js';
import { expectUntouched, rewritten } from '../support/graph-text.js';

const CONVOLVED = `input %x : f32[1,2,4,4]
  input %r : f32[1,3,2,2]
  %w = constant @"w" : f32[3,2,3,3]
  %c = conv2d(%x, %w) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,3,2,2]`;

describe('a root takes its tail along', () => {
  test('of any length: bias, constant, residual, activation', () => {
    expect(
      rewritten(
        fuseTail,
        `${CONVOLVED}
         %b = constant @"b" [1, 2, 3] : f32[3]
         %two = constant @"two" [2] : f32[]
         %d = bias(%c, %b) : f32[1,3,2,2]
         %e = mul(%two, %d) : f32[1,3,2,2]
         %f = add(%r, %e) : f32[1,3,2,2]
         %y = leaky_relu(%f) {slope = 0.1} : f32[1,3,2,2]
         %z = softmax(%y) {axis = 1} : f32[1,3,2,2]
         output "z" = %z`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,2,4,4]
        input %r : f32[1,3,2,2]
        %w = constant @"w" : f32[3,2,3,3]
        %b = constant @"b" [1, 2, 3] : f32[3]
        %two = constant @"two" [2] : f32[]
        %y = fused(%x, %w, %b, %two, %r) : f32[1,3,2,2] {
          %c = conv2d(%x, %w) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,3,2,2]
          %d = bias(%c, %b) : f32[1,3,2,2]
          %e = mul(%two, %d) : f32[1,3,2,2]
          %f = add(%r, %e) : f32[1,3,2,2]
          %y = leaky_relu(%f) {slope = 0.1} : f32[1,3,2,2]
          yield %y
        }
        %z = softmax(%y) {axis = 1} : f32[1,3,2,2]
        output "z" = %z
      }
      "
    `);
  });

  test('that reads the root more than once: x · sigmoid(x)', () => {
    expect(
      rewritten(
        fuseTail,
        `${CONVOLVED}
         %s = sigmoid(%c) : f32[1,3,2,2]
         %y = mul(%c, %s) : f32[1,3,2,2]
         output "y" = %y`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,2,4,4]
        input %r : f32[1,3,2,2]
        %w = constant @"w" : f32[3,2,3,3]
        %y = fused(%x, %w) : f32[1,3,2,2] {
          %c = conv2d(%x, %w) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,3,2,2]
          %s = sigmoid(%c) : f32[1,3,2,2]
          %y = mul(%c, %s) : f32[1,3,2,2]
          yield %y
        }
        output "y" = %y
      }
      "
    `);
  });

  test('that reads an operand of the root: it is passed once', () => {
    expect(
      rewritten(
        fuseTail,
        `input %x : f32[2,2]
         %p = matmul(%x, %x) {axis = -1} : f32[2,2]
         %y = add(%p, %x) : f32[2,2]
         output "y" = %y`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[2,2]
        %y = fused(%x) : f32[2,2] {
          %p = matmul(%x, %x) {axis = -1} : f32[2,2]
          %y = add(%p, %x) : f32[2,2]
          yield %y
        }
        output "y" = %y
      }
      "
    `);
  });

  test('a chain of elementwise ops has the first as its root', () => {
    const result = rewritten(
      fuseTail,
      `input %x : f32[5]
       %a = tanh(%x) : f32[5]
       %b = relu(%a) : f32[5]
       %y = mul(%b, %x) : f32[5]
       output "y" = %y`,
    );
    expect(result).toContain('%y = fused(%x) : f32[5] {\n    %a = tanh(%x)');
  });

  test('the later of two convolutions takes the sum of both', () => {
    expect(
      rewritten(
        fuseTail,
        `${CONVOLVED}
         %v = constant @"v" : f32[3,2,3,3]
         %d = conv2d(%x, %v) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,3,2,2]
         %s = add(%c, %d) : f32[1,3,2,2]
         %y = relu(%s) : f32[1,3,2,2]
         output "y" = %y`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,2,4,4]
        input %r : f32[1,3,2,2]
        %w = constant @"w" : f32[3,2,3,3]
        %c = conv2d(%x, %w) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,3,2,2]
        %v = constant @"v" : f32[3,2,3,3]
        %y = fused(%x, %v, %c) : f32[1,3,2,2] {
          %d = conv2d(%x, %v) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,3,2,2]
          %s = add(%c, %d) : f32[1,3,2,2]
          %y = relu(%s) : f32[1,3,2,2]
          yield %y
        }
        output "y" = %y
      }
      "
    `);
  });

  test('what is computed behind a root cannot be read by its tail', () => {
    const result = rewritten(
      fuseTail,
      `${CONVOLVED}
       %late = softmax(%r) {axis = 1} : f32[1,3,2,2]
       %y = sub(%c, %late) : f32[1,3,2,2]
       output "y" = %y`,
    );
    expect(result).toContain('%y = fused(%r, %c) : f32[1,3,2,2] {\n    %late = softmax(%r)');
  });

  test('an activation that others use ends the region', () => {
    const result = rewritten(
      fuseTail,
      `${CONVOLVED}
       %y = relu(%c) : f32[1,3,2,2]
       %z = add(%y, %r) : f32[1,3,2,2]
       output "y" = %y
       output "z" = %z`,
    );
    expect(result).toContain('yield %y\n  }\n  %z = add(%y, %r)');
  });
});

describe('no fusion', () => {
  test.each([
    [
      'when the result of the root is an output',
      `${CONVOLVED}\n%y = relu(%c) : f32[1,3,2,2]\noutput "c" = %c\noutput "y" = %y`,
    ],
    [
      'when something outside the tail reads the root',
      `${CONVOLVED}
       %y = relu(%c) : f32[1,3,2,2]
       %z = softmax(%c) {axis = 1} : f32[1,3,2,2]
       output "y" = %y
       output "z" = %z`,
    ],
    [
      'when the tail would make the result larger',
      `input %x : f32[3,1]
       %k = constant @"k" [1, 2] : f32[2]
       %p = softmax(%x) {axis = 0} : f32[3,1]
       %y = add(%p, %k) : f32[3,2]
       output "y" = %y`,
    ],
    [
      'when the tail would make the rank larger',
      `input %x : f32[2]
       %k = constant @"k" [1] : f32[1,1]
       %p = softmax(%x) {axis = 0} : f32[2]
       %y = add(%p, %k) : f32[1,2]
       output "y" = %y`,
    ],
    [
      'onto a view, which has no kernel',
      `input %x : f32[2,2]
       %f = flatten(%x) {axis = 0} : f32[4]
       %y = relu(%f) : f32[4]
       output "y" = %y`,
    ],
  ])('%s', (_, text) => {
    expectUntouched(fuseTail, text);
  });
});
