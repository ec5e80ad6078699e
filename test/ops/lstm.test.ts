import { describe, expect, it } from 'vitest';
import { inferTypes } from '../../compiler/ir/infer.js';
import { opDefinition } from '../../compiler/ir/ops/index.js';
import { f32 } from '../../compiler/ir/types.js';
import { refusal } from '../support/refusal.js';
import { callSurface } from '../support/surface.js';

const TEXT = f32(2, 7, 5);

describe('lstm', () => {
  it("brings the parameters of one layer of PyTorch's nn.LSTM", () => {
    expect(callSurface('lstm', [TEXT], { width: 3 })).toEqual({
      attributes: { states: false, reverse: false, coupled: false },
      weights: [
        { name: 'weight_ih', parameter: 'weight_ih_l0', shape: [12, 5] },
        { name: 'weight_hh', parameter: 'weight_hh_l0', shape: [12, 3] },
        { name: 'bias_ih', parameter: 'bias_ih_l0', shape: [12] },
        { name: 'bias_hh', parameter: 'bias_hh_l0', shape: [12] },
      ],
    });
    const zeros = { isZeros: true };
    expect(
      callSurface('lstm', [TEXT], { width: 3, bias: false, hidden: true }).weights.slice(2),
    ).toEqual([
      { name: 'bias_ih', parameter: 'bias_ih_l0', shape: [12], ...zeros },
      { name: 'bias_hh', parameter: 'bias_hh_l0', shape: [12], ...zeros },
      { name: 'hidden', parameter: 'hidden_l0', shape: [2, 3] },
      { name: 'cell', parameter: 'cell_l0', shape: [2, 3], ...zeros },
    ]);
    const second = callSurface('lstm', [TEXT], { width: 3, layer: 1, bias: false });
    expect(second.weights.map(({ parameter }) => parameter)).toEqual([
      'weight_ih_l1',
      'weight_hh_l1',
    ]);
  });

  it('gives the hidden states of all steps', () => {
    const weights = [f32(12, 5), f32(12, 3), f32(12), f32(12)];
    expect(
      inferTypes('lstm', [TEXT, ...weights], { states: false, reverse: false, coupled: false }),
    ).toEqual([f32(2, 7, 3)]);
  });

  it('gives the last hidden state and cell, too, where they are wanted', () => {
    const weights = [f32(12, 5), f32(12, 3)];
    expect(callSurface('lstm', [TEXT], { width: 3, states: true }).attributes).toEqual({
      states: true,
      reverse: false,
      coupled: false,
    });
    expect(
      inferTypes('lstm', [TEXT, ...weights], { states: true, reverse: false, coupled: false }),
    ).toEqual([f32(2, 7, 3), f32(2, 3), f32(2, 3)]);
  });

  it('counts both products of every step', () => {
    const types = [TEXT, f32(12, 5), f32(12, 3)];
    expect(
      opDefinition('lstm').macs?.(types, { states: false, reverse: false, coupled: false }, [
        f32(2, 7, 3),
      ]),
    ).toBe(2 * 7 * 12 * (5 + 3));
  });

  it.each([
    [
      [f32(7, 5), f32(12, 5), f32(12, 3)],
      'rank: lstm needs a tensor of rank 3 (N, T, I), but got [7,5], which has rank 2',
    ],
    [
      [TEXT, f32(12, 5), f32(12, 4)],
      'weight_hh: the weight_hh of lstm must be [4·H,H], one row per gate and element of the state, but is [12,4]',
    ],
    [
      [TEXT, f32(12, 6), f32(12, 3)],
      'weight_ih: the weight_ih of lstm must be [12,5] for an input of 5 features and a state of 3, but is [12,6]',
    ],
    [
      [TEXT, f32(12, 5), f32(12, 3), f32(12)],
      'bias: lstm takes both biases or none, but got only bias_ih',
    ],
    [
      [TEXT, f32(12, 5), f32(12, 3), f32(12), f32(3)],
      'bias_hh: the bias_hh of lstm must be [12], one element per row of the gates, but is [3]',
    ],
    [
      [TEXT, f32(12, 5), f32(12, 3), f32(12), f32(12), f32(2, 3)],
      'states: lstm takes both a hidden state and a cell to begin with or none, but got only the hidden state',
    ],
    [
      [TEXT, f32(12, 5), f32(12, 3), f32(12), f32(12), f32(2, 3), f32(1, 2, 3)],
      'cell: the cell that lstm begins with must be [2,3], one state of 3 for each sequence, but is [1,2,3]',
    ],
  ])('refuses what does not fit', (types, message) => {
    expect(
      refusal(() => inferTypes('lstm', types, { states: false, reverse: false, coupled: false })),
    ).toBe(message);
  });

  it('refuses widths and layers that there are not', () => {
    expect(refusal(() => callSurface('lstm', [TEXT], { width: 0 }))).toBe(
      'width: width of lstm must be a whole number of at least 1, but 0 was given',
    );
    expect(refusal(() => callSurface('lstm', [TEXT], { width: 2, layer: -1 }))).toBe(
      'layer: layer of lstm must be a whole number of at least 0, but -1 was given',
    );
  });
});

describe('peepholes and coupled gates', () => {
  const forms = { states: false, reverse: false, coupled: false };

  it('bring one weight for each gate and element, and the states before it as zeros', () => {
    const { attributes, weights } = callSurface('lstm', [TEXT], {
      width: 3,
      peephole: true,
      coupled: true,
    });
    expect(attributes).toEqual({ ...forms, coupled: true });
    expect(weights.slice(4)).toEqual([
      { name: 'hidden', parameter: 'hidden_l0', shape: [2, 3], isZeros: true },
      { name: 'cell', parameter: 'cell_l0', shape: [2, 3], isZeros: true },
      { name: 'peephole', parameter: 'peephole_l0', shape: [9] },
    ]);
  });

  it('refuse a vector of another length', () => {
    const layer = [TEXT, f32(12, 5), f32(12, 3), f32(12), f32(12), f32(2, 3), f32(2, 3)];
    expect(refusal(() => inferTypes('lstm', [...layer, f32(12)], forms))).toBe(
      'peephole: the peephole of lstm must be [9], one element per gate that it is for and element of the state, but is [12]',
    );
  });
});

describe('lstm_recurrence', () => {
  it('refuses gates and weights of different widths', () => {
    expect(
      refusal(() =>
        inferTypes('lstm_recurrence', [f32(1, 7, 8), f32(12, 3)], {
          states: false,
          reverse: false,
          coupled: false,
        }),
      ),
    ).toBe(
      'features: lstm_recurrence has a state of 3 and needs gates [N,T,12] from the input, but got [1,7,8]',
    );
  });
});
