import { expect, it } from 'vitest';
import { compileNetwork } from '../../../compiler/compile.js';
import { lenet5, twentyDigits } from '../../support/lenet5.js';
import { describeWebGpu } from '../../support/webgpu.js';
import { WgslRunner } from '../../support/wgsl-runner.js';

await describeWebGpu('LeNet-5 in WGSL', () => {
  it('gives the logits of PyTorch on twenty real digits', async () => {
    const { input, logits } = twentyDigits();
    const runner = await WgslRunner.create();
    const program = await compileNetwork(lenet5(20), { targets: ['webgpu'] });
    const { scores } = await runner.run(program, { digit: input });
    const errors = scores.data.map((value, index) => Math.abs(value - logits.data[index]));
    expect(Math.max(...errors)).toBeLessThan(1e-4);
  });
});
