import { floats } from '../../../compiler/ir/tensor.js';
import { expect, it } from 'vitest';
import { compileNetwork } from '../../../compiler/compile.js';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import { opCase } from '../../support/op-cases/case.js';
import { runProgramWasm } from '../../support/run-program.js';

/**
 * The largest error where values lie within 1 of `mean`. Results reach ±√3; Σ x² − n·mean² has an error
 * of some 10⁻⁷ · mean² in a variance of 1/3.
 */
async function errorAround(mean: number): Promise<number> {
  const picture = { shape: [1, 6, 96, 64], range: { from: mean - 1, to: mean + 1 } };
  const { graph, inputs } = opCase('instance_norm', [picture], { epsilon: 1e-5 });
  const program = await compileNetwork(graph, { targets: ['wasm'] });
  const { y } = await runProgramWasm(program, { x0: inputs.x0.data });
  const expected = floats(interpret(graph, inputs).y);
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - y[i])), 0);
}

it('statistics keep their digits where the mean is far from zero', async () => {
  expect(await errorAround(0)).toBeLessThan(2e-6);
  expect(await errorAround(100)).toBeLessThan(1e-4);
});
