import { expect, it } from 'vitest';
import { compileNetwork } from '../../compiler/compile.js';
import { runProgramWasm } from '../support/run-program.js';
import { graphOf } from './load.js';
import { evaluateGraph } from './run.js';

/** What PyTorch's GELU gives for these, by its definition in 64 bits; far to the left nothing is left. */
const FORMS = {
  none: [-0.15865525393145707, 0, 0.8413447460685429, 1.9544997361036416, 0, 0, 0, 100],
  tanh: [-0.15880800939172324, 0, 0.8411919906082768, 1.954597694087775, 0, 0, 0, 100],
};
const INPUTS = [-1, 0, 1, 2, -100, -1e10, -3e38, 100];

it.each(Object.entries(FORMS))('gelu(approximate = "%s")', async (form, expected) => {
  const given = form === 'none' ? '' : `(approximate = "${form}")`;
  const graph = graphOf(`network n {\n  input x: tensor(8)\n  output y = x -> gelu${given}\n}\n`);
  const program = await compileNetwork(graph, { targets: ['wasm'] });
  const { y } = await runProgramWasm(program, { x: Float32Array.from(INPUTS) });
  const reference = evaluateGraph(graph, { x: INPUTS }).y;
  expected.forEach((value, at) => {
    for (const actual of [y[at], reference[at]]) {
      if (value === 0) expect(Math.abs(actual), `gelu(${INPUTS[at]})`).toBe(0);
      else expect(actual, `gelu(${INPUTS[at]})`).toBeCloseTo(value, 6);
    }
  });
});
