import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../../compiler/diagnostics/diagnostic.js';
import { graphOf, modelOf } from './model.js';

const ROUNDS = 2000;

/** Always the same numbers below a bound. */
function numbers(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

describe('a damaged ONNX file', () => {
  const range = { shape: [1, 2, 6, 6], data: Array.from({ length: 72 }, (_, at) => at) };
  const files: readonly Uint8Array[] = [
    modelOf({
      op: 'Conv',
      opset: 13,
      inputs: [range, { known: { shape: [1, 2, 1, 1], data: [1, 2] } }],
      attributes: { strides: [2, 1], pads: [1, 0, 0, 1] },
    }),
    modelOf({ op: 'MaxPool', opset: 13, inputs: [range], attributes: { kernel_shape: [2, 2] } }),
    modelOf({ op: 'Slice', opset: 9, inputs: [range], attributes: { starts: [1], ends: [5] } }),
  ];

  it(`is read or refused, ${ROUNDS} times`, () => {
    const below = numbers(1);
    let refused = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = Uint8Array.from(files[round % files.length]);
      for (let slip = below(3); slip >= 0; slip--) {
        bytes[below(bytes.length)] = below(256);
      }
      const cut = below(4) === 0 ? bytes.subarray(0, below(bytes.length)) : bytes;
      try {
        graphOf(cut);
      } catch (error) {
        expect(error, `round ${round}`).toBeInstanceOf(DiagnosticError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(ROUNDS / 4);
  });
});
