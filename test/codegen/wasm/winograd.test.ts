import { describe, expect, it } from 'vitest';
import { compileGraph } from '../../../compiler/codegen/compile.js';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import type { WinogradLimit } from '../../../compiler/passes/winograd-choice.js';
import { runPipeline } from '../../../compiler/passes/pipeline.js';
import { opCase, operand, weights } from '../../support/op-cases/case.js';
import { runProgramWasm } from '../../support/run-program.js';

const PADDED = { strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1], groups: 1 };

/** The largest error of a layer with 128 inputs per output, in parts of its largest result. */
async function errorWith(winograd: WinogradLimit): Promise<number> {
  const { graph, inputs } = opCase(
    'conv2d',
    [operand(1, 128, 8, 8), weights(16, 128, 3, 3)],
    PADDED,
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

describe('rounding of Winograd convolutions', () => {
  it('with tiles of 2 it is not above that of the plain sum', async () => {
    expect(await errorWith(2)).toBeLessThan(await errorWith('off'));
  });

  it('with tiles of 4 it stays below a hundred thousandth of the largest result', async () => {
    expect(await errorWith(4)).toBeLessThan(1e-5);
  });
});
