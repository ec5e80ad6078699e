import { expect, it } from 'vitest';
import { compileNetwork } from '../../../compiler/compile.js';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import { sizeCases } from '../../support/normalisation-sizes.js';
import { describeWebGpu } from '../../support/webgpu.js';
import { WgslRunner } from '../../support/wgsl-runner.js';

await describeWebGpu('normalisation of large and small numbers is as good as of others', () => {
  const device = WgslRunner.create();
  for (const { name, graph, inputs, error } of sizeCases()) {
    it(name, async () => {
      const runner = await device;
      const program = await compileNetwork(graph, { targets: ['webgpu'] });
      const { y } = await runner.run(program, inputs);
      const expected = interpret(graph, inputs).y.data;
      const errors = Array.from(expected, (value, at) => Math.abs(value - y.data[at]));
      expect(Math.max(...errors)).toBeLessThanOrEqual(error);
    });
  }
});
