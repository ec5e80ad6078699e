import { expect, test } from 'vitest';
import { hoistRecurrentInput } from '../../compiler/passes/hoist-recurrent-input.js';
import { expectUntouched, rewritten } from '../support/graph-text.js';

test('the input goes through one linear layer with both biases, for all steps at once', () => {
  expect(
    rewritten(
      hoistRecurrentInput,
      `input %x : f32[2,3,5]
       %wi = constant @"wi" : f32[4,5]
       %wh = constant @"wh" : f32[4,1]
       %bi = constant @"bi" : f32[4]
       %bh = constant @"bh" : f32[4]
       %y = lstm(%x, %wi, %wh, %bi, %bh) : f32[2,3,1]
       output "y" = %y`,
    ),
  ).toMatchInlineSnapshot(`
    "
    graph g {
      input %x : f32[2,3,5]
      %wi = constant @"wi" : f32[4,5]
      %wh = constant @"wh" [-0.8785292, 0.7888953, 0.24210538, -0.8920478] : f32[4,1]
      %bi.add = constant @"add(bi, bh)" [0.6371304, 1.3781145, 0.9058651, 0.21972439] : f32[4]
      %y.gates = linear(%x, %wi, %bi.add) : f32[2,3,4]
      %y = lstm_recurrence(%y.gates, %wh) : f32[2,3,1]
      output "y" = %y
    }
    "
  `);
});

test('the last states are those of the recurrence', () => {
  const result = rewritten(
    hoistRecurrentInput,
    `input %x : f32[1,3,5]
     %wi = constant @"wi" : f32[8,5]
     %wh = constant @"wh" : f32[8,2]
     %y, %h, %c = lstm(%x, %wi, %wh) {states = true} : f32[1,3,2], f32[1,2], f32[1,2]
     output "h" = %h
     output "c" = %c`,
  );
  expect(result).toContain(
    '%y, %h, %c = lstm_recurrence(%y.gates, %wh) {states = true} : f32[1,3,2], f32[1,2], f32[1,2]',
  );
  expect(result).toContain('output "c" = %c');
});

test('without biases the layer has none', () => {
  const result = rewritten(
    hoistRecurrentInput,
    `input %x : f32[1,3,5]
     %wi = constant @"wi" : f32[8,5]
     %wh = constant @"wh" : f32[8,2]
     %y = lstm(%x, %wi, %wh) : f32[1,3,2]
     output "y" = %y`,
  );
  expect(result).toContain('%y.gates = linear(%x, %wi) : f32[1,3,8]');
});

test('biases that are computed are added when the network runs', () => {
  const result = rewritten(
    hoistRecurrentInput,
    `input %x : f32[1,3,5]
     input %wi : f32[8,5]
     input %wh : f32[8,2]
     input %b : f32[8]
     %y = lstm(%x, %wi, %wh, %b, %b) : f32[1,3,2]
     output "y" = %y`,
  );
  expect(result).toContain('add(%b, %b) : f32[8]');
});

test('what is left of an LSTM stays', () => {
  expectUntouched(
    hoistRecurrentInput,
    `input %x : f32[1,3,8]
     %w = constant @"w" : f32[8,2]
     %y = lstm_recurrence(%x, %w) : f32[1,3,2]
     output "y" = %y`,
  );
});
