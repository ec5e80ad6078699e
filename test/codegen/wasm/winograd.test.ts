import { describe, expect, it } from 'vitest';
import { compileGraph } from '../../../compiler/codegen/compile.js';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import type { WinogradLimit } from '../../../compiler/passes/winograd-choice.js';
import { runPipeline } from '../../../compiler/passes/pipeline.js';
import { opCase, operand, weights } from '../../support/op-cases/case.js';
import { runProgramWasm } from '../../support/run-program.js';

type Kernel = readonly [rows: number, columns: number];

/** The largest error of a layer with 128 input channels, in parts of its largest result. */
async function errorWith(winograd: WinogradLimit, kernel: Kernel): Promise<number> {
  const [down, across] = kernel.map((taps) => (taps - 1) / 2);
  const { graph, inputs } = opCase(
    'conv2d',
    [operand(1, 128, 12, 12), weights(16, 128, ...kernel)],
    { strides: [1, 1], dilations: [1, 1], pads: [down, across, down, across], groups: 1 },
  );
  const planned = runPipeline(graph, { winograd });
  const isTiled = planned.nodes.some(({ op }) => op === 'winograd_conv2d');
  expect(isTiled).toBe(winograd !== 'off');
  const program = await compileGraph(planned, { targets: ['wasm'] });
  const { y } = await runProgramWasm(program, { x0: inputs.x0.data });
  const expected = interpret(graph, inputs).y.data;
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const error = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - y[i])), 0);
  return error / largest;
}

const KERNELS: readonly Kernel[] = [
  [3, 3],
  [5, 5],
  [1, 3],
  [1, 7],
  [7, 1],
];

describe('rounding of Winograd convolutions', () => {
  it('with tiles of 2 and three taps it is not above that of the plain sum', async () => {
    expect(await errorWith(2, [3, 3])).toBeLessThan(await errorWith('off', [3, 3]));
  });

  it.each(KERNELS)('%i×%i: with tiles of 2 it stays below 3e-6', async (...kernel) => {
    expect(await errorWith(2, kernel)).toBeLessThan(3e-6);
  });

  it.each(KERNELS)('%i×%i: with tiles of 4 it stays below 1e-5', async (...kernel) => {
    expect(await errorWith(4, kernel)).toBeLessThan(1e-5);
  });
});
