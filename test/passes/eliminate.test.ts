import { describe, expect, test } from 'vitest';
import { eliminateCommonSubexpressions } from '../../compiler/passes/eliminate-common-subexpressions.js';
import { eliminateDeadCode } from '../../compiler/passes/eliminate-dead-code.js';
import { expectUntouched, rewritten } from '../support/graph-text.js';

describe('eliminate-dead-code', () => {
  test('removes what reaches no output, and keeps inputs', () => {
    expect(
      rewritten(
        eliminateDeadCode,
        `input %x : f32[2]
         input %unused : f32[3]
         %a = constant @"a" [1, 2] : f32[2]
         %dead = add(%x, %a) : f32[2]
         %deader = relu(%dead) : f32[2]
         %y = tanh(%x) : f32[2]
         output "y" = %y`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[2]
        input %unused : f32[3]
        %y = tanh(%x) : f32[2]
        output "y" = %y
      }
      "
    `);
  });

  test('keeps what reaches any output', () => {
    expectUntouched(
      eliminateDeadCode,
      `input %x : f32[2]
       %a = tanh(%x) : f32[2]
       %b = relu(%a) : f32[2]
       output "b" = %b
       output "a" = %a`,
    );
  });
});

describe('results that nobody reads', () => {
  const LSTM = `input %x : f32[1,3,5]
       %wi = constant @"wi" : f32[8,5]
       %wh = constant @"wh" : f32[8,2]
       %y, %h, %c = lstm(%x, %wi, %wh) {states = true} : f32[1,3,2], f32[1,2], f32[1,2]`;

  test('are left out where the op has a form without them', () => {
    const text = rewritten(eliminateDeadCode, `${LSTM}\n output "y" = %y`);
    expect(text).toContain('%y = lstm(%x, %wi, %wh) : f32[1,3,2]');
  });

  test.each(['h', 'c'])('stay before and beside %s, which is read', (name) => {
    expectUntouched(eliminateDeadCode, `${LSTM}\n output "y" = %y\n output "s" = %${name}`);
    expectUntouched(eliminateDeadCode, `${LSTM}\n output "s" = %${name}`);
  });

  test('stay where the op always gives all', () => {
    expectUntouched(
      eliminateDeadCode,
      `input %x : f32[2,3]
       %a, %b = top_k(%x) {axis = 1, k = 2} : f32[2,2], i32[2,2]
       output "a" = %a`,
    );
  });
});

describe('eliminate-common-subexpressions', () => {
  test('equal ops on equal operands are computed once, and so is what follows', () => {
    expect(
      rewritten(
        eliminateCommonSubexpressions,
        `input %x : f32[2,3]
         %a = softmax(%x) {axis = 1} : f32[2,3]
         %b = softmax(%x) {axis = 1} : f32[2,3]
         %c = relu(%a) : f32[2,3]
         %d = relu(%b) : f32[2,3]
         %y = add(%c, %d) : f32[2,3]
         output "y" = %y
         output "b" = %b`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[2,3]
        %a = softmax(%x) {axis = 1} : f32[2,3]
        %c = relu(%a) : f32[2,3]
        %y = add(%c, %c) : f32[2,3]
        output "y" = %y
        output "b" = %a
      }
      "
    `);
  });

  test('constants with one label are one', () => {
    const result = rewritten(
      eliminateCommonSubexpressions,
      `input %x : f32[2]
       %a = constant @"shared" [1, 2] : f32[2]
       %b = constant @"shared" [1, 2] : f32[2]
       %c = add(%x, %a) : f32[2]
       %y = mul(%c, %b) : f32[2]
       output "y" = %y`,
    );
    expect(result).toContain('%y = mul(%c, %a)');
  });

  test('other attributes, another order of operands or other constants are not the same', () => {
    expectUntouched(
      eliminateCommonSubexpressions,
      `input %x : f32[2,3]
       %k = constant @"k" [1] : f32[1]
       %l = constant @"l" [1] : f32[1]
       %a = softmax(%x) {axis = 1} : f32[2,3]
       %b = softmax(%x) {axis = 0} : f32[2,3]
       %c = sub(%x, %k) : f32[2,3]
       %d = sub(%x, %l) : f32[2,3]
       %e = sub(%a, %b) : f32[2,3]
       %f = sub(%b, %a) : f32[2,3]
       %y = concat(%c, %d, %e, %f) {axis = 0} : f32[8,3]
       output "y" = %y`,
    );
  });

  test('0 and −0 are different attributes', () => {
    expectUntouched(
      eliminateCommonSubexpressions,
      `input %x : f32[1]
       %a = pad(%x) {pads = [1, 0], value = 0} : f32[2]
       %b = pad(%x) {pads = [1, 0], value = -0} : f32[2]
       output "a" = %a
       output "b" = %b`,
    );
  });
});
