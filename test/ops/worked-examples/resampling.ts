import { expect } from 'vitest';
import type { Value } from '../../../compiler/ir/graph.js';
import type { Checks } from './entry.js';
import { each } from './entry.js';
import type { Matrix } from './matrices.js';
import { Calculator } from './matrices.js';

/** Zeros between neighbouring samples of a picture [1,1,H,W]: [1,1,(H−1)s+1,(W−1)s+1]. */
function spread(calculator: Calculator, x: Value, strides: readonly number[]): Value {
  const [, , height, width] = x.type.shape;
  const [down, across] = strides;
  let y = calculator.op('reshape', [x], { shape: [height, 1, width, 1] });
  y = calculator.op('pad', [y], { padding: [0, down - 1], axis: 1 });
  y = calculator.op('pad', [y], { padding: [0, across - 1], axis: 3 });
  y = calculator.op('reshape', [y], { shape: [1, 1, height * down, width * across] });
  y = calculator.op('slice', [y], { axis: 2, end: (height - 1) * down + 1 });
  return calculator.op('slice', [y], { axis: 3, end: (width - 1) * across + 1 });
}

/** Transposed convolution of a picture with one channel. */
function transposed(
  calculator: Calculator,
  x: Value,
  kernel: Value,
  strides: readonly number[],
): Value {
  return calculator.plain('conv_transpose2d', [x, kernel], {
    strides,
    dilations: [1, 1],
    pads: [0, 0, 0, 0],
    output_padding: [0, 0],
    groups: 1,
  });
}

function ones(side: number): Matrix {
  return Array.from({ length: side }, () => new Array<number>(side).fill(1));
}

export const resamplingChecks: Checks = {
  'tconv-2x2-4x4-s3-numeric': ({ given, answer }) => {
    const calculator = new Calculator();
    const x = calculator.picture(given.input as Matrix);
    const kernel = calculator.picture(given.kernel as Matrix);
    const s = given.s as number;
    expect(calculator.rows(transposed(calculator, x, kernel, [s, s]))).toEqual(answer);
  },
  ...Object.fromEntries(
    [
      { id: 'tconv-overlap-3x3-s2', input: 2, kernel: 3 },
      { id: 'tconv-overlap-4x4-s2', input: 3, kernel: 4 },
    ].map(({ id, input, kernel }) => [
      id,
      ({ given, answer }) => {
        const calculator = new Calculator();
        const s = given.s as number;
        const [x, k] = [input, kernel].map((side) => calculator.picture(ones(side)));
        expect(calculator.rows(transposed(calculator, x, k, [s, s]))).toEqual(answer);
      },
    ]) satisfies [string, Checks[string]][],
  ),
  'deconv1d-k3s2': ({ given, answer }) => {
    const calculator = new Calculator();
    const x = calculator.picture([given.x as number[]]);
    const kernel = calculator.picture([given.kernel_abc as number[]]);
    const y = transposed(calculator, x, kernel, [1, given.s as number]);
    expect(calculator.numbers(y)).toEqual(answer);
  },
  ...each(['tconv-2x2-4x4-s3'], ({ given, answer }) => {
    const calculator = new Calculator();
    const { in: side, k, s } = given as Record<string, number>;
    const [x, kernel] = [side, k].map((extent) => calculator.picture(ones(extent)));
    expect(transposed(calculator, x, kernel, [s, s]).type.shape[2]).toBe(answer);
  }),
  'tconv-roundtrip': ({ given, answer }) => {
    const { conv, tconv } = given as Record<string, Record<string, number>>;
    const calculator = new Calculator();
    const x = calculator.picture(ones(conv.in));
    const kernel = calculator.picture(ones(conv.k));
    const down = calculator.correlate(x, kernel, { stride: conv.s });
    const up = transposed(calculator, down, kernel, [tconv.s, tconv.s]);
    expect({ conv_out: down.type.shape[2], tconv_out: up.type.shape[2] }).toEqual(answer);
  },
  'tconv-doubles': ({ given, answer }) => {
    const { in: side, k, s } = given as Record<string, number>;
    const calculator = new Calculator();
    const [x, kernel] = [side, k].map((extent) => calculator.picture(ones(extent)));
    const up = transposed(calculator, x, kernel, [s, s]);
    expect(up.type.shape[2] / side).toBe(answer);
  },
  'upsample-3-7-valid-5': ({ given, answer }) => {
    const calculator = new Calculator();
    const { in: side, zero_insert, border, k } = given as Record<string, number>;
    const x = calculator.picture(ones(side));
    const apart = spread(calculator, x, [zero_insert, zero_insert]);
    const up = calculator.op('pad', [apart], { padding: border });
    const out = calculator.correlate(up, calculator.picture(ones(k)));
    expect({ up: up.type.shape[2], out: out.type.shape[2] }).toEqual(answer);
  },
  'kron-upsample': ({ given, answer }) => {
    const calculator = new Calculator();
    const x = calculator.picture(given.input as Matrix);
    const twice = calculator.op('resize', [x], {
      scale: [given.scale as number, given.scale as number],
    });
    expect(calculator.rows(twice)).toEqual(answer);
  },
  'nn-resize-conv1d': ({ given, answer }) => {
    const calculator = new Calculator();
    const x = calculator.picture([given.x as number[]]);
    const kernel = calculator.picture([given.kernel_abc as number[]]);
    const twice = calculator.op('resize', [x], { scale: [1, 2] });
    const y = calculator.correlate(twice, kernel);
    expect(calculator.numbers(y)).toEqual(answer);
  },
  'linear-resize-conv1d': ({ given, answer }) => {
    const calculator = new Calculator();
    // Even samples are copies, odd ones the mean of their neighbours: a transposed convolution.
    const x = calculator.picture([given.x as number[]]);
    const tent = calculator.picture([[0.5, 1, 0.5]]);
    const wide = transposed(calculator, x, tent, [1, 2]);
    const upsampled = calculator.op('slice', [wide], { axis: 3, start: 1, end: -1 });
    const kernel = calculator.picture([given.kernel_abc as number[]]);
    const y = calculator.correlate(upsampled, kernel);
    expect(calculator.numbers(y)).toEqual(answer);
  },
  'subpixel-r2': ({ given, answer }) => {
    const calculator = new Calculator();
    const channels = given.input_c_h_w as Matrix[];
    const x = calculator.literal([1, 4, 2, 2], channels.flat(2));
    expect(calculator.rows(calculator.op('pixel_shuffle', [x], { factor: 2 }))).toEqual(answer);
  },
};
