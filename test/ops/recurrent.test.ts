import { describe, expect, it } from 'vitest';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { inferTypes } from '../../compiler/ir/infer.js';
import { opDefinition } from '../../compiler/ir/ops/index.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import { f32 } from '../../compiler/ir/types.js';
import { refusal } from '../support/refusal.js';
import { sourceGraph } from '../support/source-graph.js';
import { callSurface } from '../support/surface.js';

const TEXT = f32(2, 7, 5);
const GRU = { states: false, reverse: false, reset_after: true };
const RNN = { states: false, reverse: false, activation: 'tanh' };

describe('gru', () => {
  it("brings the parameters of one layer of PyTorch's nn.GRU", () => {
    expect(callSurface('gru', [TEXT], { width: 3, layer: 1 })).toEqual({
      attributes: { states: false, reverse: false, reset_after: true },
      weights: [
        { name: 'weight_ih', parameter: 'weight_ih_l1', shape: [9, 5] },
        { name: 'weight_hh', parameter: 'weight_hh_l1', shape: [9, 3] },
        { name: 'bias_ih', parameter: 'bias_ih_l1', shape: [9] },
        { name: 'bias_hh', parameter: 'bias_hh_l1', shape: [9] },
      ],
    });
  });

  it('gives the last hidden state, too, where it is wanted', () => {
    const attributes = { states: true, reverse: false, reset_after: false };
    expect(inferTypes('gru', [TEXT, f32(9, 5), f32(9, 3)], attributes)).toEqual([
      f32(2, 7, 3),
      f32(2, 3),
    ]);
  });

  it('counts both products of every step', () => {
    const types = [TEXT, f32(9, 5), f32(9, 3)];
    expect(opDefinition('gru').macs?.(types, {}, [f32(2, 7, 3)])).toBe(2 * 7 * 9 * (5 + 3));
  });

  it.each([
    [
      [TEXT, f32(9, 5), f32(12, 3)],
      'weight_hh: the weight_hh of gru must be [3·H,H], one row per gate and element of the state, but is [12,3]',
    ],
    [
      [TEXT, f32(9, 4), f32(9, 3)],
      'weight_ih: the weight_ih of gru must be [9,5] for an input of 5 features and a state of 3, but is [9,4]',
    ],
    [
      [TEXT, f32(9, 5), f32(9, 3), f32(9)],
      'bias: gru takes both biases or none, but got only bias_ih',
    ],
    [
      [TEXT, f32(9, 5), f32(9, 3), f32(9), f32(9), f32(3)],
      'hidden: the hidden state that gru begins with must be [2,3], one state of 3 for each sequence, but is [3]',
    ],
  ])('refuses what does not fit', (types, message) => {
    expect(refusal(() => inferTypes('gru', types, GRU))).toBe(message);
  });

  it('resets before or after the product with the state', () => {
    // r = σ(0) = 1/2 and z = σ(−100) ≈ 0 leave tanh(1/2 · (0.03 · 2 + 0.04)) or tanh(0.03 · (1/2 · 2) + 0.04).
    const run = (resetAfter: boolean): number =>
      interpret(
        sourceGraph(`network n {
          input before: tensor(1, 1)
          input x: tensor(1, 1, 1)
          output y = x -> gru(
            1, weight_ih = [[0], [0], [0]], weight_hh = [[0], [0], [0.03]], bias_ih = [0, -100, 0],
            bias_hh = [0, 0, 0.04], hidden = before, reset_after = ${resetAfter}
          )
        }`),
        { before: scalar([1, 1], 2), x: scalar([1, 1, 1], 0) },
      ).y.data[0];
    expect(run(true)).toBeCloseTo(Math.tanh(0.05), 7);
    expect(run(false)).toBeCloseTo(Math.tanh(0.07), 7);
  });
});

describe('rnn', () => {
  it("brings the parameters of one layer of PyTorch's nn.RNN", () => {
    expect(callSurface('rnn', [TEXT], { width: 3, activation: 'relu', bias: false })).toEqual({
      attributes: { states: false, reverse: false, activation: 'relu' },
      weights: [
        { name: 'weight_ih', parameter: 'weight_ih_l0', shape: [3, 5] },
        { name: 'weight_hh', parameter: 'weight_hh_l0', shape: [3, 3] },
      ],
    });
  });

  it('refuses what does not fit', () => {
    const shapes = [TEXT, f32(3, 5), f32(4, 3)];
    expect(refusal(() => inferTypes('rnn', shapes, RNN))).toBe(
      'weight_hh: the weight_hh of rnn must be [H,H], one row per element of the state, but is [4,3]',
    );
    expect(refusal(() => callSurface('rnn', [TEXT], { width: 3, activation: 'sigmoid' }))).toBe(
      'activation: rnn has no activation "sigmoid"',
    );
  });
});

describe.each(['lstm', 'gru', 'rnn'] as const)('%s the other way', (op) => {
  it('has the parameters of the other direction in PyTorch', () => {
    const { weights } = callSurface(op, [TEXT], { width: 3, layer: 1, reverse: true });
    expect(weights.map(({ parameter }) => parameter)).toEqual(
      ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map((name) => `${name}_l1_reverse`),
    );
  });

  it('is the op on the reversed sequence, and ends with the first step', () => {
    const { ahead, turned, hidden } = interpret(
      sourceGraph(`network n {
        input x: tensor(1, 4, 1)
        w = x -> linear(1, weight = [[0.5]], bias = false)
        ahead, hidden${op === 'lstm' ? ', _' : ''} = w -> ${op}(
          1, bias = false, states = true, reverse = true, weight_ih = ${matrix(op, 0.7)},
          weight_hh = ${matrix(op, -0.4)}
        )
        back = w -> slice(1, step = -1) -> ${op}(
          1, bias = false, weight_ih = ${matrix(op, 0.7)}, weight_hh = ${matrix(op, -0.4)}
        )
        output ahead
        output hidden
        output turned = back -> slice(1, step = -1)
      }`),
      { x: { shape: [1, 4, 1], data: Float32Array.of(1, -2, 3, 0.5) } },
    );
    expect(ahead).toEqual(turned);
    expect(hidden.data[0]).toBe(ahead.data[0]);
    expect(new Set(ahead.data).size).toBe(4);
  });
});

const ROWS = { lstm: 4, gru: 3, rnn: 1 } as const;

/** A weight [rows, 1] as a literal, another number in every row. */
function matrix(op: keyof typeof ROWS, first: number): string {
  return JSON.stringify(Array.from({ length: ROWS[op] }, (_, row) => [first / (row + 1)]));
}

function scalar(shape: readonly number[], value: number): Tensor {
  return { shape, data: Float32Array.of(value) };
}
