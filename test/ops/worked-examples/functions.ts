import { expect } from 'vitest';
import type { Value } from '../../../compiler/ir/graph.js';
import type { Checks } from './entry.js';
import { each, expectNumbers } from './entry.js';
import type { Matrix } from './matrices.js';
import { Calculator } from './matrices.js';

export const functionChecks: Checks = {
  ...each(['lrn-across-7', 'lrn-across-7-alpha-over-n'], ({ given, answer }) => {
    const { a, n, k, alpha, beta, variant } = given as Record<string, never>;
    const calculator = new Calculator();
    const x = calculator.literal([1, (a as number[]).length, 1, 1], a);
    // The paper does not divide by the size.
    const y = calculator.op('local_response_norm', [x], {
      size: n,
      k,
      beta,
      alpha: variant === 'alpha/n' ? alpha : alpha * n,
    });
    expectNumbers(calculator.numbers(y), answer);
  }),
  'activations-table': ({ given, answer }) => {
    const calculator = new Calculator();
    const x = calculator.vector(given.x as number[]);
    const results = {
      sigmoid: calculator.op('sigmoid', [x]),
      tanh: calculator.op('tanh', [x]),
      relu: calculator.op('relu', [x]),
      leaky_relu: calculator.op('leaky_relu', [x], { slope: given.leaky_slope as number }),
      elu: calculator.op('elu', [x], { alpha: given.elu_alpha as number }),
    };
    expect(Object.keys(results)).toEqual(Object.keys(answer as object));
    for (const [name, value] of Object.entries(results)) {
      expectNumbers(calculator.numbers(value), (answer as Record<string, number[]>)[name]);
    }
  },
  'leaky-relu-slope': ({ answer }) => {
    const calculator = new Calculator();
    const x = calculator.vector([-10, 10]);
    const y = calculator.op('leaky_relu', [x], { slope: answer as number });
    expectNumbers(calculator.numbers(y), [-1, 10]);
  },
  'maxout-2': ({ given, answer }) => {
    const { w1, b1, w2, b2, x } = given as Record<string, never>;
    const calculator = new Calculator();
    const plane = (weight: readonly number[], offset: number): Value =>
      calculator.op('add', [
        calculator.op('matmul', [
          calculator.matrix(x as Matrix),
          calculator.matrix(weight.map((factor) => [factor])),
        ]),
        calculator.vector([offset]),
      ]);
    const [a, b] = [plane(w1, b1), plane(w2, b2)];
    // max(a, b) = b + relu(a − b)
    const maximum = calculator.op('add', [
      b,
      calculator.op('relu', [calculator.op('sub', [a, b])]),
    ]);
    expectNumbers(calculator.numbers(maximum), answer);
  },
  'softmax-basic': ({ given, answer }) => {
    const calculator = new Calculator();
    const y = calculator.op('softmax', [calculator.vector(given.z as number[])]);
    expectNumbers(calculator.numbers(y), answer);
  },
  'batchnorm-train': ({ given, answer }) => {
    const { x, gamma, beta, eps } = given as { x: number[] } & Record<string, number>;
    const { mean, var_biased, y } = answer as { y: number[] } & Record<string, number>;
    expectNumbers(normalised(x, [gamma, beta, mean, var_biased], eps), y);
  },
  'batchnorm-fold': ({ given, answer }) => {
    const { w, b, gamma, beta, mean, var: variance, eps } = given as Record<string, number>;
    // Normalising w·x + b at x = 0 and x = 1 gives b' and w' + b'.
    const [atZero, atOne] = normalised([b, w + b], [gamma, beta, mean, variance], eps);
    expectNumbers([atOne - atZero, atZero], answer);
  },
  'rbf-output': ({ given, answer }) => {
    const calculator = new Calculator();
    const x = calculator.matrix([given.x as number[]]);
    const difference = calculator.op('sub', [x, calculator.matrix(given.w as Matrix)]);
    const squares = calculator.op('mul', [difference, difference]);
    const ones = calculator.matrix([[1], [1], [1]]);
    expect(calculator.numbers(calculator.op('matmul', [squares, ones]))).toEqual(answer);
  },
  'gram-and-losses': ({ given, answer }) => {
    const expected = answer as Record<string, never>;
    const calculator = new Calculator();
    const [features, other] = [given.F, given.A_features].map((rows) =>
      calculator.matrix(rows as Matrix),
    );
    const gram = (x: Value): Value =>
      calculator.op('matmul', [x, calculator.op('transpose', [x], { permutation: [1, 0] })]);
    const squaredDistance = (a: Value, b: Value): number => {
      const difference = calculator.op('sub', [a, b]);
      const squares = calculator.op('mul', [difference, difference]);
      const count = squares.type.shape[0] * squares.type.shape[1];
      const row = calculator.op('reshape', [squares], { shape: [1, count] });
      const ones = calculator.matrix(new Array<number[]>(count).fill([1]));
      return calculator.numbers(calculator.op('matmul', [row, ones]))[0];
    };
    const { N, M } = given as Record<string, number>;
    const [gramF, gramA] = [gram(features), gram(other)];
    expect(calculator.rows(gramF)).toEqual(expected.gram_F);
    expect(calculator.rows(gramA)).toEqual(expected.gram_A);
    expectNumbers(squaredDistance(gramF, gramA) / (4 * N ** 2 * M ** 2), expected.E_l);
    expectNumbers(squaredDistance(features, other) / 2, expected.content_loss_F_vs_A);
  },
  ...each(['maxpool-6x6-2x2', 'maxpool-6x6-k3s2-overlap'], ({ given, answer }) => {
    expect(pooled('max_pool', given)).toEqual(answer);
  }),
  'avgpool-6x6-2x2': ({ given, answer }) => {
    expect(pooled('avg_pool', given)).toEqual(answer);
  },
  'sumpool-6x6': ({ given, answer }) => {
    const calculator = new Calculator();
    const x = calculator.picture(given.input as Matrix);
    const ones = calculator.picture([
      [1, 1],
      [1, 1],
    ]);
    const y = calculator.correlate(x, ones, { stride: given.s as number });
    expect(calculator.rows(y)).toEqual(answer);
  },
};

/** Batch normalisation of one channel; `statistics` are weight, bias, mean and variance. */
function normalised(
  x: readonly number[],
  statistics: readonly number[],
  epsilon: number,
): number[] {
  const calculator = new Calculator();
  const operands = statistics.map((value) => calculator.vector([value]));
  const batch = calculator.literal([x.length, 1], x);
  return calculator.numbers(calculator.plain('batch_norm', [batch, ...operands], { epsilon }));
}

function pooled(op: 'max_pool' | 'avg_pool', given: Readonly<Record<string, unknown>>) {
  const calculator = new Calculator();
  const { k, s } = given as Record<string, number>;
  const x = calculator.picture(given.input as Matrix);
  return calculator.rows(calculator.op(op, [x], { kernel: k, stride: s }));
}
