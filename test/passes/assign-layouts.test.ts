import { describe, expect, test } from 'vitest';
import { assignLayouts } from '../../compiler/passes/assign-layouts.js';
import { graphOf, randomInputs } from '../support/graph-text.js';
import { expectSameMeaning } from '../support/same-meaning.js';
import { printGraph } from '../../compiler/ir/print.js';
import { verifyGraph } from '../../compiler/ir/verify.js';

function laidOut(text: string): string {
  const graph = graphOf(text);
  const result = assignLayouts(graph);
  expect(verifyGraph(result)).toEqual([]);
  expectSameMeaning(graph, result, randomInputs(graph));
  return `\n${printGraph(result)}`;
}

const geometry = (groups: number) =>
  `{dilations = [1, 1], groups = ${groups}, pads = [1, 1, 1, 1], strides = [1, 1]}`;

describe('pictures', () => {
  test('lie channels last inside, dense at the interface', () => {
    expect(
      laidOut(
        `input %x : f32[1,3,4,4]
         %w = constant @"w" : f32[6,3,3,3]
         %c = conv2d(%x, %w) ${geometry(1)} : f32[1,6,4,4]
         %y = relu(%c) : f32[1,6,4,4]
         output "y" = %y`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,3,4,4] dense
        %w = constant @"w" : f32[6,3,3,3]
        %c = conv2d(%x, %w) {dilations = [1, 1], groups = 1, pads = [1, 1, 1, 1], strides = [1, 1]} : f32[1,6,4,4] nhwc/4
        %y = relu(%c) : f32[1,6,4,4] nhwc/4
        %y.dense = relayout(%y) : f32[1,6,4,4] dense
        output "y" = %y.dense
      }
      "
    `);
  });

  test('an input is converted once for all kernels that read whole vectors', () => {
    expect(
      laidOut(
        `input %x : f32[1,4,3,3]
         %w = constant @"w" : f32[4,2,3,3]
         %c = conv2d(%x, %w) ${geometry(2)} : f32[1,4,3,3]
         %d = add(%c, %x) : f32[1,4,3,3]
         output "d" = %d`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,4,3,3] dense
        %w = constant @"w" : f32[4,2,3,3]
        %x.padded = relayout(%x) : f32[1,4,3,3] nhwc/4
        %c = conv2d(%x.padded, %w) {dilations = [1, 1], groups = 2, pads = [1, 1, 1, 1], strides = [1, 1]} : f32[1,4,3,3] nhwc/4
        %d = add(%c, %x.padded) : f32[1,4,3,3] nhwc/4
        %d.dense = relayout(%d) : f32[1,4,3,3] dense
        output "d" = %d.dense
      }
      "
    `);
  });

  test('a fused kernel reads an input dense only if its tail does not read it', () => {
    const fused = (operand: string) => `input %x : f32[1,3,3,3]
      input %z : f32[1,3,3,3]
      %w = constant @"w" : f32[3,3,3,3]
      %y = fused(%x, %w, %z) : f32[1,3,3,3] {
        %c = conv2d(%x, %w) ${geometry(1)} : f32[1,3,3,3]
        %e = add(%c, ${operand}) : f32[1,3,3,3]
        yield %e
      }
      output "y" = %y`;
    expect(laidOut(fused('%z'))).toContain('fused(%x, %w, %z.padded)');
    expect(laidOut(fused('%x'))).toContain('fused(%x.padded, %w, ');
  });

  test('one pixel of four channels is dense either way', () => {
    const result = laidOut(
      'input %x : f32[2,4,1,1]\n%y = relu(%x) : f32[2,4,1,1]\noutput "y" = %y',
    );
    expect(result).not.toContain('relayout');
  });
});

describe('volumes', () => {
  const form =
    '{dilations = [1, 1, 1], groups = 1, pads = [0, 0, 0, 0, 0, 0], strides = [1, 1, 1]}';

  test('lie channels last as far as they hang together with an op of feature maps', () => {
    expect(
      laidOut(
        `input %x : f32[1,3,2,2,2]
         input %z : f32[1,3,2,2,2]
         %w = constant @"w" : f32[6,3,1,2,2]
         %a = relu(%x) : f32[1,3,2,2,2]
         %c = conv3d(%a, %w) ${form} : f32[1,6,2,1,1]
         %y = tanh(%c) : f32[1,6,2,1,1]
         %j = concat(%y, %y) {axis = 2} : f32[1,6,4,1,1]
         %t = transpose(%j) {permutation = [0, 2, 3, 4, 1]} : f32[1,4,1,1,6]
         %s = softmax(%t) {axis = 4} : f32[1,4,1,1,6]
         %r = relu(%z) : f32[1,3,2,2,2]
         output "s" = %s
         output "r" = %r`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,3,2,2,2] dense
        input %z : f32[1,3,2,2,2] dense
        %w = constant @"w" : f32[6,3,1,2,2]
        %x.padded = relayout(%x) : f32[1,3,2,2,2] ndhwc/4
        %a = relu(%x.padded) : f32[1,3,2,2,2] ndhwc/4
        %c = conv3d(%a, %w) {dilations = [1, 1, 1], groups = 1, pads = [0, 0, 0, 0, 0, 0], strides = [1, 1, 1]} : f32[1,6,2,1,1] ndhwc/4
        %y = tanh(%c) : f32[1,6,2,1,1] ndhwc/4
        %j = concat(%y, %y) {axis = 2} : f32[1,6,4,1,1] ndhwc/4
        %t = transpose(%j) {permutation = [0, 2, 3, 4, 1]} : f32[1,4,1,1,6] rows/4
        %s = softmax(%t) {axis = 4} : f32[1,4,1,1,6] rows/4
        %z.padded = relayout(%z) : f32[1,3,2,2,2] rows/4
        %r = relu(%z.padded) : f32[1,3,2,2,2] rows/4
        %s.dense = relayout(%s) : f32[1,4,1,1,6] dense
        %r.dense = relayout(%r) : f32[1,3,2,2,2] dense
        output "s" = %s.dense
        output "r" = %r.dense
      }
      "
    `);
  });

  test('the values inside of a kernel are part of what hangs together', () => {
    const result = laidOut(
      `input %x : f32[1,3,2,2,2]
       input %z : f32[1,4,2,1,1]
       %w = constant @"w" : f32[4,3,1,2,2]
       %v = relu(%z) : f32[1,4,2,1,1]
       %y = fused(%x, %w, %v) : f32[1,4,2,1,1] {
         %c = conv3d(%x, %w) ${form} : f32[1,4,2,1,1]
         %e = add(%c, %v) : f32[1,4,2,1,1]
         yield %e
       }
       output "y" = %y`,
    );
    expect(result).toContain('%v = relu(%z.padded) : f32[1,4,2,1,1] ndhwc/4');
  });
});

describe('rows', () => {
  test('a single one is dense, padding lies behind it', () => {
    expect(
      laidOut(
        `input %x : f32[1,10]
         %y = softmax(%x) {axis = 1} : f32[1,10]
         output "y" = %y`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,10] rows/4
        %y = softmax(%x) {axis = 1} : f32[1,10] rows/4
        output "y" = %y
      }
      "
    `);
  });

  test('several of odd length are converted', () => {
    expect(
      laidOut(
        `input %x : f32[2,3]
         %y = softmax(%x) {axis = 1} : f32[2,3]
         output "y" = %y`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[2,3] dense
        %x.padded = relayout(%x) : f32[2,3] rows/4
        %y = softmax(%x.padded) {axis = 1} : f32[2,3] rows/4
        %y.dense = relayout(%y) : f32[2,3] dense
        output "y" = %y.dense
      }
      "
    `);
  });
});

describe('views', () => {
  test('of the channels of one pixel share memory, of a picture they copy', () => {
    expect(
      laidOut(
        `input %x : f32[1,3,2,2]
         %p = global_avg_pool(%x) : f32[1,3,1,1]
         %f = flatten(%p) {axis = 1} : f32[1,3]
         %g = flatten(%x) {axis = 1} : f32[1,12]
         %s = tanh(%x) : f32[1,3,2,2]
         %h = flatten(%s) {axis = 1} : f32[1,12]
         output "f" = %f
         output "g" = %g
         output "h" = %h`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,3,2,2] dense
        %x.padded = relayout(%x) : f32[1,3,2,2] nhwc/4
        %p = global_avg_pool(%x.padded) : f32[1,3,1,1] nhwc/4
        %f = flatten(%p) {axis = 1} : f32[1,3] rows/4
        %g = flatten(%x) {axis = 1} : f32[1,12] rows/4
        %s = tanh(%x.padded) : f32[1,3,2,2] nhwc/4
        %h = flatten(%s) {axis = 1} : f32[1,12] rows/4
        output "f" = %f
        output "g" = %g
        output "h" = %h
      }
      "
    `);
  });
});

test('constants have no layout; as outputs they are copied', () => {
  expect(
    laidOut(
      `input %x : f32[2]
       %k = constant @"k" [1, 2] : f32[2]
       %y = add(%x, %k) : f32[2]
       output "k" = %k
       output "y" = %y`,
    ),
  ).toMatchInlineSnapshot(`
    "
    graph g {
      input %x : f32[2] rows/4
      %k = constant @"k" [1, 2] : f32[2]
      %y = add(%x, %k) : f32[2] rows/4
      %k.dense = relayout(%k) : f32[2] dense
      output "k" = %k.dense
      output "y" = %y
    }
    "
  `);
});
