import { it } from 'vitest';
import { compileNetwork } from '../../../compiler/compile.js';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import { expectClose } from '../../support/close.js';
import { covering } from '../../support/op-cases/covering.js';
import { opCasesByOp } from '../../support/op-cases.js';
import { describeWebGpu } from '../../support/webgpu.js';
import { WgslRunner } from '../../support/wgsl-runner.js';

await describeWebGpu('WGSL computes every op as the reference does', () => {
  const device = WgslRunner.create();
  // Compiling shaders takes long; the loops that they are made of are tested on all cases.
  for (const [op, all] of opCasesByOp()) {
    const cases = covering(all);
    it(`${op} (${cases.length} cases)`, async () => {
      const runner = await device;
      for (const { name, graph, inputs } of cases) {
        const expected = interpret(graph, inputs);
        const program = await compileNetwork(graph, { targets: ['webgpu'] });
        const actual = await runner.run(program, inputs);
        for (const [output, tensor] of Object.entries(expected)) {
          expectClose(actual[output], tensor, name);
        }
      }
    });
  }
});
