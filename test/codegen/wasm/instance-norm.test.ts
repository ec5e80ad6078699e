import { expect, it } from 'vitest';
import { compileGraph } from '../../../compiler/codegen/compile.js';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import { runPipeline } from '../../../compiler/passes/pipeline.js';
import { opCase } from '../../support/op-cases/case.js';
import { randomTensor } from '../../support/random-tensor.js';
import { runProgramWasm } from '../../support/run-program.js';

/**
 * The largest error where values lie within 1 of `mean`. Results reach ±√3; Σ x² − n·mean² has an error
 * of some 10⁻⁷ · mean² in a variance of 1/3.
 */
async function errorAround(mean: number): Promise<number> {
  const picture = { shape: [1, 6, 96, 64], range: { from: mean - 1, to: mean + 1 } };
  const { graph, inputs } = opCase('instance_norm', [picture], { epsilon: 1e-5 });
  const program = await compileGraph(runPipeline(graph), { targets: ['wasm'] });
  const { y } = await runProgramWasm(program, { x0: inputs.x0.data });
  const expected = interpret(graph, inputs).y.data;
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - y[i])), 0);
}

/** The largest error where the numbers of a case are times `factor`. */
async function errorOf(factor: number, epsilon: number, x: Float32Array): Promise<number> {
  const { graph } = opCase('instance_norm', [{ shape: [1, 6, 9, 11] }], { epsilon });
  const program = await compileGraph(runPipeline(graph), { targets: ['wasm'] });
  const data = x.map((value) => value * factor);
  const { y } = await runProgramWasm(program, { x0: data });
  const expected = interpret(graph, { x0: { shape: [1, 6, 9, 11], data } }).y.data;
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - y[i])), 0);
}

it.each([
  [1, 1e-5],
  [1e20, 1e-5],
  [1e38, 1e-5],
  [-1.7e38, 1e-5],
  [1e-20, 1e-5],
  [1e-38, 1e-5],
  [1e20, 0],
  [1e-20, 0],
  [1e30, 1e30],
  [3e-3, 1e-12],
])('numbers of the size of %f are as good as others, with epsilon %f', async (factor, epsilon) => {
  const { data } = randomTensor([1, 6, 9, 11], 'numbers');
  expect(await errorOf(factor, epsilon, data)).toBeLessThan(1e-5);
});

it('a picture may be all the same, whatever that is, or reach from one end to the other', async () => {
  const channels = [0, 0.3, 1e20, -3.4e38, 1e-30, 3.4028234663852886e38];
  const same = Float32Array.from({ length: 6 * 99 }, (_, at) => channels[Math.floor(at / 99)]);
  expect(await errorOf(1, 1e-5, same)).toBe(0);
  const ends = Float32Array.from({ length: 6 * 99 }, (_, at) => (at % 7 === 0 ? -3.4e38 : 3.4e38));
  expect(await errorOf(1, 1e-5, ends)).toBeLessThan(1e-5);
});

it('statistics keep their digits where the mean is far from zero', async () => {
  expect(await errorAround(0)).toBeLessThan(2e-6);
  expect(await errorAround(100)).toBeLessThan(1e-4);
});
