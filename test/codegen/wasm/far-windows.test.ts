import { expect, it } from 'vitest';
import { compileNetwork } from '../../../compiler/compile.js';
import { opCase, operand } from '../../support/op-cases/case.js';
import { runProgramWasm } from '../../support/run-program.js';

it('a window may begin further outside than addresses reach', async () => {
  const far = 5e8;
  const { graph, inputs } = opCase('max_pool', [operand(1, 4, 1, 8)], {
    kernel: [1, 2 * far + 1],
    strides: [1, 1],
    dilations: [1, 1],
    pads: [0, far, 0, far],
    ceil_mode: false,
  });
  const program = await compileNetwork(graph, { targets: ['wasm'] });
  const { y } = await runProgramWasm(program, { x0: inputs.x0.data });
  // Each window holds all of its row.
  const rows = [0, 8, 16, 24].map((at) => Math.max(...inputs.x0.data.slice(at, at + 8)));
  expect([...y]).toEqual(rows.flatMap((largest) => new Array<number>(8).fill(largest)));
});
