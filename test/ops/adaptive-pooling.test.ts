import { describe, expect, it } from 'vitest';
import { inferTypes } from '../../compiler/ir/infer.js';
import { f32 } from '../../compiler/ir/types.js';
import { refusal } from '../support/refusal.js';
import { Calculator } from './worked-examples/matrices.js';

describe('adaptive pooling', () => {
  // What PyTorch gives.
  it.each([
    [[0, 1, 2, 3, 4, 5, 6], 3, [1, 3, 5]],
    [[0, 1, 2, 3, 4], 7, [0, 0.5, 1.5, 2, 2.5, 3.5, 4]],
    [[0, 1, 2, 3, 4], 3, [0.5, 2, 3.5]],
  ])('takes means of %j for %d outputs', (row, outputs, expected) => {
    const calculator = new Calculator();
    const x = calculator.picture([row]);
    const y = calculator.op('adaptive_avg_pool', [x], { size: [1, outputs] });
    expect(calculator.numbers(y)).toEqual(expected);
  });

  it('refuses sizes that are none', () => {
    const inputs = [f32(1, 2, 5, 5)];
    expect(refusal(() => inferTypes('adaptive_max_pool', inputs, { size: [2, 0] }))).toBe(
      'size: size of adaptive_max_pool must be whole numbers of at least 1, but [2,0] was given',
    );
  });
});
