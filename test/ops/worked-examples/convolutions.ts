import { expect } from 'vitest';
import type { Checks, Entry } from './entry.js';
import { each, expectNumbers } from './entry.js';
import type { Matrix } from './matrices.js';
import { Calculator } from './matrices.js';

interface Correlation {
  readonly op: string;
  readonly mode?: string;
  readonly s?: number;
  readonly p?: number;
  readonly d?: number;
  readonly pad_mode?: 'zero' | 'reflect' | 'symmetric' | 'wrap';
  readonly input: Matrix;
  readonly kernel: Matrix;
}

const BORDER = {
  reflect: 'reflection_pad',
  symmetric: 'symmetric_pad',
  wrap: 'circular_pad',
} as const;

function correlation({ given }: Entry): number[][] {
  const {
    op,
    mode,
    s = 1,
    p = 0,
    d = 1,
    pad_mode = 'zero',
    input,
    kernel,
  } = given as never as Correlation;
  const calculator = new Calculator();
  const flipped = op.startsWith('convolution');
  const weight = calculator.picture(kernel);
  const padding = mode === 'full' ? kernel.length - 1 : p;
  let x = calculator.picture(input);
  let pads = new Array<number>(4).fill(padding);
  if (pad_mode !== 'zero') {
    expect(padding).toBe(1);
    x = calculator.op(BORDER[pad_mode], [x], { padding });
    pads = [0, 0, 0, 0];
  }
  return calculator.rows(
    calculator.correlate(x, flipped ? calculator.rotated(weight) : weight, {
      stride: s,
      dilation: d,
      pads,
    }),
  );
}

export const convolutionChecks: Checks = {
  ...each(
    [
      'conv-6x6-3x3-numeric-full',
      'conv-6x6-3x3-flipped',
      'conv-6x6-3x3-stride2-pad1',
      'conv-6x6-3x3-dilation2',
      'conv-6x6-3x3-pad1-reflect',
      'conv-6x6-3x3-pad1-symmetric',
      'conv-6x6-3x3-pad1-wrap',
      'conv-6x6-3x3-pad1-zero',
      'edge-vertical-10-0',
      'edge-diagonal-10-0',
      'conv-binary-5x5',
      'edge-6x6-full',
      'edge-6x6-horizontal',
      'sobel-x-on-6x6',
      'conv-same-flipped-3x3',
      'xcorr-same-3x3',
      'full-conv-numeric',
    ],
    (entry) => {
      expect(correlation(entry)).toEqual(entry.answer);
    },
  ),
  'conv-6x6-3x3-numeric': (entry) => {
    const rows = correlation(entry);
    expect({ row0: rows[0], '[1][0]': rows[1][0] }).toEqual(entry.answer);
  },
  'edge-6x6-first-cell': (entry) => {
    expect(correlation(entry)[0][0]).toBe(entry.answer);
  },
  'grouped-conv': ({ given, answer }) => {
    const input = given.input as Matrix[];
    const weights = given.weights_o_c_kh_kw as Matrix[][];
    const calculator = new Calculator();
    const x = calculator.literal([1, 2, 2, 2], input.flat(2));
    const kernel = calculator.literal([2, 1, 1, 1], weights.flat(3));
    const y = calculator.correlate(x, kernel, { groups: given.groups as number });
    expect(calculator.numbers(y)).toEqual((answer as Matrix[]).flat(2));
  },
  'conv-cell-output-1-2': ({ given, answer }) => {
    const { first_term_input, last_term_input, output_shape } = answer as Record<string, number[]>;
    const cell = given.cell_1based as number[];
    // A picture that is 1 at one place, correlated with one tap: the cell sees the place or not.
    for (const [place, tap] of [
      [first_term_input, 0],
      [last_term_input, 8],
    ] as const) {
      const calculator = new Calculator();
      const [height, width] = given.input as number[];
      const one = (position: number, count: number): number[] =>
        Array.from({ length: count }, (_, index) => Number(index === position));
      const at = (place[0] - 1) * width + place[1] - 1;
      const x = calculator.literal([1, 1, height, width], one(at, height * width));
      const kernel = calculator.literal([1, 1, 3, 3], one(tap, 9));
      const rows = calculator.rows(calculator.correlate(x, kernel));
      expect([rows.length, rows[0].length]).toEqual(output_shape);
      expect(rows[cell[0] - 1][cell[1] - 1]).toBe(1);
    }
  },
  'conv-same-cell-terms': ({ given, answer }) => {
    const rows = correlation({
      id: '',
      kind: 'conv2d',
      given: {
        op: 'convolution_flipped',
        p: 1,
        input: [
          [1, 2, 3],
          [4, 5, 6],
          [7, 8, 9],
        ],
        kernel: [
          [-1, -2, -1],
          [0, 0, 0],
          [1, 2, 1],
        ],
      },
      answer,
    });
    const [row, column] = given.cell as number[];
    expect(rows[row][column]).toBe(answer);
  },
  ...each(['sobel-x-factorised', 'sobel-y-factorised'], ({ given, answer }) => {
    const column = (given.column as number[]).map((tap) => [tap]);
    expect(outerProduct(column, [given.row as number[]])).toEqual(answer);
  }),
  'sobel-horizontal-kernel': ({ answer }) => {
    expect(outerProduct([[1], [0], [-1]], [[1, 2, 1]])).toEqual(answer);
  },
  'fc-as-conv': () => {
    const calculator = new Calculator();
    const features = [1, -2, 0.5];
    const matrix = [
      [1, 2, 3],
      [-4, 5, 0.25],
    ];
    const dense = calculator.op('matmul', [
      calculator.matrix([features]),
      calculator.op('transpose', [calculator.matrix(matrix)], { permutation: [1, 0] }),
    ]);
    const filters = calculator.literal([2, 3, 1, 1], matrix.flat());
    const conv = calculator.correlate(calculator.literal([1, 3, 1, 1], features), filters);
    expectNumbers(calculator.numbers(conv), calculator.numbers(dense));
  },
};

function outerProduct(column: Matrix, row: Matrix): number[][] {
  const calculator = new Calculator();
  const product = calculator.op('matmul', [calculator.matrix(column), calculator.matrix(row)]);
  // +0 for −0, which a product with a negative tap gives.
  return calculator.rows(product).map((taps) => taps.map((tap) => tap + 0));
}
