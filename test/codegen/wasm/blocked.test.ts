import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../../compiler/compile.js';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import { expectClose } from '../../support/close.js';
import { opCase, operand, weights } from '../../support/op-cases/case.js';
import { runProgramWasm } from '../../support/run-program.js';

const POINTWISE = { strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0], groups: 1 };

describe('a 1x1 convolution over a picture larger than the cache', () => {
  for (const [height, width, note] of [
    [64, 64, 'rows divide evenly into tiles'],
    [65, 63, 'three rows are left over'],
  ] as const) {
    it(`goes block by block and gives the same: ${note}`, async () => {
      const { graph, inputs } = opCase(
        'conv2d',
        [operand(1, 48, height, width), weights(20, 48, 1, 1)],
        POINTWISE,
      );
      const program = await compileNetwork(graph, { targets: ['wasm'] });
      expect(program.wasm?.wat()).toContain('for yx_block in 0 .. ');
      const { y } = await runProgramWasm(program, { x0: inputs.x0.data });
      const expected = interpret(graph, inputs).y;
      expectClose({ shape: expected.shape, data: y }, expected, 'y');
    });
  }
});
