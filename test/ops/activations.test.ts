import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { exportOnnx } from '../../compiler/onnx/export.js';
import { graphOf } from '../frontend/load.js';
import { expectClose } from '../support/close.js';
import { runOnnx } from '../support/onnxruntime.js';
import { runProgramWasm } from '../support/run-program.js';

const { E } = Math;
const softplus = (x: number): number => (x > 30 ? x : x < -30 ? E ** x : Math.log(1 + E ** x));
/** e^x − 1 by its series where that is quick, so that nothing is lost near 0. */
const less = (x: number): number =>
  Math.abs(x) < 1e-3 ? x + x ** 2 / 2 + x ** 3 / 6 + x ** 4 / 24 : E ** x - 1;
const limited = (x: number, low: number, high: number): number =>
  x < low ? low : x > high ? high : x;
/** ln (1 + x), likewise. */
const more = (x: number): number =>
  Math.abs(x) < 1e-3 ? x - x ** 2 / 2 + x ** 3 / 3 - x ** 4 / 4 : Math.log(1 + x);

/**
 * The blocks of the prelude by definitions of PyTorch's documentation, and how far off results may be: a part of
 * them, and where terms cancel, a part of the largest term.
 */
const ACTIONS: readonly (readonly [
  string,
  (x: number) => number,
  cancels?: (x: number) => number,
])[] = [
  ['softplus', (x) => (x < -7 ? more(E ** x) : softplus(x))],
  ['softplus(beta = 4)', (x) => (x < -2 ? more(E ** (4 * x)) : softplus(4 * x)) / 4],
  ['log_sigmoid', (x) => (x > 7 ? -more(E ** -x) : -softplus(-x))],
  ['mish', (x) => x * Math.tanh(x < -7 ? more(E ** x) : softplus(x))],
  ['selu', (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * less(x))],
  ['celu', (x) => (x > 0 ? x : less(x))],
  ['celu(2.5)', (x) => (x > 0 ? x : 2.5 * less(x / 2.5))],
  ['elu(0.7)', (x) => (x > 0 ? x : 0.7 * less(x))],
  ['softsign', (x) => x / (1 + Math.abs(x))],
  ['hard_tanh', (x) => limited(x, -1, 1)],
  ['hard_tanh(-2, 3)', (x) => limited(x, -2, 3)],
  ['tanh_shrink', (x) => x - Math.tanh(x), (x) => x],
  ['soft_shrink', (x) => (x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : 0)],
  ['soft_shrink(2)', (x) => (x > 2 ? x - 2 : x < -2 ? x + 2 : 0)],
  ['threshold(0.1, 20)', (x) => (x > Math.fround(0.1) ? x : 20)],
  ['threshold(-3, 0)', (x) => (x > -3 ? x : 0)],
  ['hard_sigmoid', (x) => limited((x + 3) / 6, 0, 1), () => 0.5],
  ['hard_sigmoid(0.2)', (x) => limited(0.2 * x + 0.5, 0, 1), () => 0.5],
  ['hard_sigmoid(slope = 1, offset = 0)', (x) => limited(x, 0, 1)],
  ['hard_swish', (x) => x * limited((x + 3) / 6, 0, 1), (x) => 0.5 * x],
  ['rsqrt', (x) => 1 / Math.sqrt(x)],
  ['square', (x) => x * x],
];

/** Every few exponents, both signs, beside a fine grid. */
function numbers(): Float32Array {
  const values: number[] = [0];
  for (let exponent = -40; exponent < 60; exponent += 0.7)
    values.push(2 ** exponent, -(2 ** exponent));
  for (let x = -30; x < 30; x += 0.0371) values.push(x);
  return Float32Array.from(values);
}

for (const [use, definition, cancels = () => 0] of ACTIONS) {
  describe(use, () => {
    const x = numbers();
    const network = (length: number): string =>
      `network n {\n  input x: tensor(${length})\n  output y = x -> ${use}\n}\n`;

    it('is what PyTorch says, of small and of large numbers', async () => {
      const graph = graphOf(network(x.length));
      const { y } = await runProgramWasm(await compileNetwork(graph, { targets: ['wasm'] }), { x });
      const reference = interpret(graph, { x: { shape: [x.length], data: x } }).y.data;
      x.forEach((value, index) => {
        const wanted = definition(value);
        const room = 1e-6 * (Math.abs(wanted) + Math.abs(cancels(value))) + 1e-37;
        for (const actual of [y[index], reference[index]]) {
          const what = `${use} of ${value} is ${actual}, not ${wanted}`;
          if (Number.isNaN(wanted)) expect(actual, what).toBeNaN();
          else if (Math.abs(wanted) > 3.4e38)
            expect(actual, what).toBe(wanted > 0 ? Infinity : -Infinity);
          else expect(Math.abs(actual - wanted), what).toBeLessThanOrEqual(room);
        }
      });
    });

    it('is NaN of NaN, and ends where it should', async () => {
      const data = Float32Array.of(NaN, Infinity, -Infinity, NaN, 1);
      const graph = graphOf(network(data.length));
      const { y } = await runProgramWasm(await compileNetwork(graph, { targets: ['wasm'] }), {
        x: data,
      });
      expect([y[0], y[3]]).toEqual([NaN, NaN]);
      expectClose({ shape: [5], data: y }, interpret(graph, { x: { shape: [5], data } }).y, use);
      for (const index of [1, 2]) {
        const far = definition(data[index]);
        if (Number.isNaN(far)) expect(y[index]).toBeNaN();
        else expect(y[index]).toBeCloseTo(far, 5);
      }
    });

    it('is exported to what ONNX Runtime computes alike', async () => {
      const data = x.filter((value) => Math.abs(value) < 1e4);
      const graph = graphOf(network(data.length));
      const inputs = { x: { shape: [data.length], data } };
      const { y } = await runOnnx(exportOnnx(graph), inputs);
      expectClose(y, interpret(graph, inputs).y, use);
    });
  });
}
