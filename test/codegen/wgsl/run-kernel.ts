import { floats } from '../../../compiler/ir/tensor.js';
import type { Buffer, Kernel } from '../../../compiler/lower/loops/loop-ir.js';
import type { Program } from '../../../compiler/codegen/program.js';
import { emitWebGpu } from '../../../compiler/codegen/wgsl/program.js';
import { f32 } from '../../../compiler/ir/types.js';
import type { WgslRunner } from '../../support/wgsl-runner.js';
import { GPU } from '../../../compiler/target/webgpu.js';

export const input: Buffer = { name: 'input', space: 'arena' };
export const output: Buffer = { name: 'output', space: 'arena' };
export const weight: Buffer = { name: 'weight', space: 'weights' };

/** Runs a kernel on `input`, `output` and `weight` and returns what it stored. */
export async function runKernel(
  runner: WgslRunner,
  kernel: Kernel,
  data: ArrayLike<number>,
  outputs: number,
  weights: ArrayLike<number> = [],
): Promise<Float32Array> {
  const start = 16 * Math.ceil(data.length / 4);
  const bytes = start + 16 * Math.ceil(outputs / 4);
  const addresses = kernel.buffers.map((buffer) => (buffer === output ? start : 0));
  const program: Program = {
    name: kernel.name,
    inputs: [{ input: { value: { name: 'input', type: f32(data.length) } }, offset: 0 }],
    outputs: [
      {
        output: { name: 'output', value: { name: 'output', type: f32(outputs) } },
        offset: start,
      },
    ],
    states: [],
    arenaBytes: bytes,
    arenaLowerBound: bytes,
    weights: {
      byteLength: 4 * weights.length,
      segments: [
        {
          name: 'weight',
          offset: 0,
          byteLength: 4 * weights.length,
          pack: () => [Float32Array.from(weights)],
        },
      ],
    },
    webgpu: {
      ...emitWebGpu([{ kernel, addresses, label: kernel.name }], GPU),
      machine: GPU,
      arenaBytes: bytes,
      inputs: [0],
      outputs: [start],
      states: [],
    },
  };
  const tensor = { shape: [data.length], data: Float32Array.from(data) };
  return floats((await runner.run(program, { input: tensor })).output);
}
