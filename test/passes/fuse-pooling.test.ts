import { describe, expect, test } from 'vitest';
import type { Graph } from '../../compiler/ir/graph.js';
import { fusePooling } from '../../compiler/passes/fuse-pooling.js';
import { ONE_CORE } from '../../compiler/target/one-core.js';
import { expectUntouched, rewritten } from '../support/graph-text.js';

const POINTWISE = '{dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]}';
const INPUTS = `input %x : f32[1,4,64,64]
  %w = constant @"w" : f32[32,4,1,1]`;
/** 512 KiB. */
const CONVOLVED = `${INPUTS}
  %c = conv2d(%x, %w) ${POINTWISE} : f32[1,32,64,64]`;
const HALVING =
  '{ceil_mode = false, dilations = [1, 1], kernel = [2, 2], pads = [0, 0, 0, 0], strides = [2, 2]}';

const fuse = (graph: Graph): Graph => fusePooling(graph, ONE_CORE);

describe('what pools becomes a part of the kernel that computes what it pools', () => {
  test('of a convolution by itself', () => {
    expect(
      rewritten(
        fuse,
        `${CONVOLVED}
         %y = max_pool(%c) ${HALVING} : f32[1,32,32,32]
         output "y" = %y`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,4,64,64]
        %w = constant @"w" : f32[32,4,1,1]
        %y = fused(%x, %w) in bands of 32 : f32[1,32,32,32] {
          %c = conv2d(%x, %w) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,32,64,64]
          %y = max_pool(%c) {ceil_mode = false, dilations = [1, 1], kernel = [2, 2], pads = [0, 0, 0, 0], strides = [2, 2]} : f32[1,32,32,32]
          yield %y
        }
        output "y" = %y
      }
      "
    `);
  });

  test('with the tails of both, and an operand that both have', () => {
    expect(
      rewritten(
        fuse,
        `${INPUTS}
         %b = constant @"b" : f32[32]
         %d = fused(%x, %w, %b) : f32[1,32,64,64] {
           %c = conv2d(%x, %w) ${POINTWISE} : f32[1,32,64,64]
           %d = bias(%c, %b) : f32[1,32,64,64]
           yield %d
         }
         %y = fused(%d, %b) : f32[1,32,21,32] {
           %p = avg_pool(%d) {ceil_mode = false, count_include_pad = true, kernel = [3, 2], pads = [0, 0, 0, 0], strides = [3, 2]} : f32[1,32,21,32]
           %y = bias(%p, %b) : f32[1,32,21,32]
           yield %y
         }
         output "y" = %y`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,4,64,64]
        %w = constant @"w" : f32[32,4,1,1]
        %b = constant @"b" : f32[32]
        %y = fused(%x, %w, %b) in bands of 21 : f32[1,32,21,32] {
          %c = conv2d(%x, %w) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,32,64,64]
          %d = bias(%c, %b) : f32[1,32,64,64]
          %p = avg_pool(%d) {ceil_mode = false, count_include_pad = true, kernel = [3, 2], pads = [0, 0, 0, 0], strides = [3, 2]} : f32[1,32,21,32]
          %y = bias(%p, %b) : f32[1,32,21,32]
          yield %y
        }
        output "y" = %y
      }
      "
    `);
  });
});

describe('pooling stays a kernel of its own', () => {
  const untouched = (name: string, rest: string, first = CONVOLVED): void => {
    test(name, () => {
      expectUntouched(fuse, `${first}\n${rest}`);
    });
  };

  untouched(
    'where windows overlap: bands would have rows in common',
    `%y = max_pool(%c) {ceil_mode = false, dilations = [1, 1], kernel = [3, 3], pads = [0, 0, 0, 0], strides = [2, 2]} : f32[1,32,31,31]
     output "y" = %y`,
  );
  untouched(
    'where they begin in the padding',
    `%y = max_pool(%c) {ceil_mode = false, dilations = [1, 1], kernel = [2, 2], pads = [1, 1, 1, 1], strides = [2, 2]} : f32[1,32,33,33]
     output "y" = %y`,
  );
  untouched(
    'where they hang over the end',
    `%y = max_pool(%c) {ceil_mode = true, dilations = [1, 1], kernel = [3, 3], pads = [0, 0, 0, 0], strides = [3, 3]} : f32[1,32,22,22]
     output "y" = %y`,
  );
  untouched(
    'where its taps lie apart',
    `%y = max_pool(%c) {ceil_mode = false, dilations = [2, 2], kernel = [2, 2], pads = [0, 0, 0, 0], strides = [2, 2]} : f32[1,32,31,31]
     output "y" = %y`,
  );
  untouched(
    'where the picture is used otherwise, too',
    `%y = max_pool(%c) ${HALVING} : f32[1,32,32,32]
     %z = global_avg_pool(%c) : f32[1,32,1,1]
     output "y" = %y
     output "z" = %z`,
  );
  untouched(
    'where the picture is a result',
    `%y = max_pool(%c) ${HALVING} : f32[1,32,32,32]
     output "y" = %y
     output "c" = %c`,
  );
  untouched(
    'where the picture is no larger than a band',
    `%c = conv2d(%x, %w) ${POINTWISE} : f32[1,16,64,64]
     %y = max_pool(%c) ${HALVING} : f32[1,16,32,32]
     output "y" = %y`,
    `input %x : f32[1,4,64,64]
     %w = constant @"w" : f32[16,4,1,1]`,
  );
  untouched(
    'behind an op whose rows are not computed by themselves',
    `%i = instance_norm(%c) {epsilon = 0.1} : f32[1,32,64,64]
     %y = max_pool(%i) ${HALVING} : f32[1,32,32,32]
     output "y" = %y`,
  );
  untouched(
    'behind other pooling',
    `%y = fused(%x, %w) in bands of 8 : f32[1,64,64,64] {
       %c = conv2d(%x, %w) ${POINTWISE} : f32[1,64,128,128]
       %y = max_pool(%c) ${HALVING} : f32[1,64,64,64]
       yield %y
     }
     %z = max_pool(%y) ${HALVING} : f32[1,64,32,32]
     output "z" = %z`,
    `input %x : f32[1,1,128,128]
     %w = constant @"w" : f32[64,1,1,1]`,
  );
});
