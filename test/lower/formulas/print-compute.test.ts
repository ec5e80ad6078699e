import { describe, expect, it } from 'vitest';
import { binary, number, read, result, select } from '../../../compiler/lower/formulas/compute.js';
import type { Compute } from '../../../compiler/lower/formulas/compute.js';
import { add, subtract, toIndex, variable } from '../../../compiler/lower/formulas/index-expr.js';
import { printCompute } from '../../../compiler/lower/formulas/print-compute.js';

const [o, x] = [variable('o', 4), variable('x', 8)];
const [i, k] = [variable('i', 16), variable('k', 3)];
const axes = [o, x];
const output = axes.map(toIndex);
const empty: Compute = { axes, output, reductions: [], intermediates: [], value: number(0) };

describe('a computation as text', () => {
  it('has sums over axes of their own, and says which points count', () => {
    const at = subtract(add(x, k), 1);
    const text = printCompute(
      {
        ...empty,
        reductions: [
          {
            name: 'sum',
            axes: [i, k],
            combine: 'sum',
            body: binary(
              'mul',
              read(0, [toIndex(i), at]),
              read(1, [toIndex(o), toIndex(i), toIndex(k)]),
            ),
            domain: [{ index: at, extent: 8 }],
          },
        ],
        intermediates: [
          { name: 'root', value: binary('add', result('sum'), read(2, [toIndex(o)])) },
        ],
        value: binary('max', result('root'), number(0)),
      },
      ['input', 'weight', 'bias'],
    );
    expect(text.split('\n')).toEqual([
      'sum[o, x] = Σ i<16, k<3 input[i, x + k - 1] · weight[o, i, k]',
      '    for 0 ≤ x + k - 1 < 8',
      'root = sum + bias[o]',
      'output[o, x] = max(root, 0)',
      '    for o<4, x<8',
    ]);
  });

  it('has parentheses where they are needed, and choices in words', () => {
    const [a, b] = [read(0, [toIndex(x)]), read(1, [toIndex(x)])];
    const value = select(
      'gt',
      [a, number(0)],
      binary('mul', binary('add', a, b), binary('sub', a, binary('sub', b, number(0.5)))),
      {
        kind: 'inside',
        bounds: [{ index: subtract(x, 2), extent: 8 }],
        value: b,
        otherwise: number(-0),
      },
    );
    const [first] = printCompute({ ...empty, value }, ['a', 'b']).split('\n');
    expect(first).toBe(
      'output[o, x] = ((a[x] + b[x]) · (a[x] - (b[x] - 0.5)) if a[x] > 0 else (b[x] if 0 ≤ x - 2 else -0))',
    );
  });

  it('writes numbers of the source as they are', () => {
    const [first] = printCompute({ ...empty, value: read(0, []) }, ['0.25']).split('\n');
    expect(first).toBe('output[o, x] = 0.25');
  });
});
