import { floats } from '../../../compiler/ir/tensor.js';
import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../../compiler/compile.js';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import { isOp } from '../../../compiler/ir/rewrite.js';
import { runPipeline } from '../../../compiler/passes/pipeline.js';
import { opCase, operand, weights } from '../../support/op-cases/case.js';
import { describeWebGpu } from '../../support/webgpu.js';
import { WgslRunner } from '../../support/wgsl-runner.js';
import { generateProgram } from '../../support/usual-machines.js';

const PADDED = { strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1], groups: 1 };

/** A large picture is worth its transforms; a small one is not, nor many weights for a small one. */
const large = opCase('conv2d', [operand(1, 64, 54, 51), weights(64, 64, 3, 3)], PADDED);
const small = opCase('conv2d', [operand(1, 16, 12, 12), weights(16, 16, 3, 3)], PADDED);
const deep = opCase('conv2d', [operand(1, 256, 7, 7), weights(256, 256, 3, 3)], PADDED);

describe('Winograd convolutions for a GPU', () => {
  it.each([
    ['large', large, 6],
    ['small', small, 1],
    ['deep', deep, 1],
  ])('a %s layer takes as many dispatches as pay', async (_, { graph }, dispatches) => {
    const planned = runPipeline(graph, { target: 'webgpu' });
    const { name } = planned.nodes.find((node) => isOp(node, 'winograd_conv2d'))?.outputs[0] ?? {};
    const { webgpu } = await generateProgram({ webgpu: planned });
    const own = webgpu?.dispatches.filter(({ label }) => label === `%${name}`);
    expect(own).toHaveLength(dispatches);
  });

  it('a layer that goes through no workspace has none in the arena', async () => {
    const { arenaBytes, webgpu } = await compileNetwork(small.graph);
    const direct = await compileNetwork(small.graph, { winograd: 'off', targets: ['webgpu'] });
    expect(webgpu?.arenaBytes).toBe(direct.arenaBytes);
    expect(webgpu?.arenaBytes).toBeLessThan(arenaBytes);
  });
});

await describeWebGpu('Winograd convolutions in WGSL', () => {
  it('round to less than a hundred thousandth of the largest result', async () => {
    const runner = await WgslRunner.create();
    const program = await compileNetwork(large.graph, { targets: ['wasm', 'webgpu'] });
    const { y } = await runner.run(program, large.inputs);
    const expected = floats(interpret(large.graph, large.inputs).y);
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const error = expected.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - y.data[i])),
      0,
    );
    expect(error / largest).toBeLessThan(1e-5);
  });
});
