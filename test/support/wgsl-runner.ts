import { writeWeights } from '../../compiler/codegen/bundle/weight-chunks.js';
import type { Program } from '../../compiler/codegen/program.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import { elementsOf } from '../../compiler/ir/tensor.js';
import { elementCount } from '../../compiler/ir/types.js';
import { requestTestDevice } from './webgpu.js';

/**
 * Runs many small programs on one device, without bundles, hashes and a device of its own for each:
 * hundreds of cases in the time of a few. The runtime's own way is tested in `test/runtime`.
 */
export class WgslRunner {
  static async create(): Promise<WgslRunner> {
    return new WgslRunner(await requestTestDevice());
  }

  private readonly layout: GPUBindGroupLayout;
  private readonly pipelines = new Map<string, Promise<GPUComputePipeline>>();

  private constructor(private readonly device: GPUDevice) {
    const visibility = GPU_COMPUTE;
    this.layout = device.createBindGroupLayout({
      entries: [
        { binding: 0, visibility, buffer: { type: 'storage' } },
        { binding: 1, visibility, buffer: { type: 'read-only-storage' } },
        { binding: 2, visibility, buffer: { type: 'uniform' } },
      ],
    });
  }

  /** One inference; outputs by name. The arena starts full of NaN, so that nothing unset is used. */
  async run(
    program: Program,
    inputs: Readonly<Record<string, Tensor>>,
  ): Promise<Record<string, Tensor>> {
    const { device } = this;
    const { webgpu } = program;
    if (webgpu === undefined) throw new Error(`${program.name} has no WebGPU code`);
    const { shaders, dispatches, arenaBytes } = webgpu;
    const arena = this.buffer(new Float32Array(arenaBytes / 4).fill(NaN), STORAGE);
    const weights = this.buffer(weightImage(program), STORAGE);
    program.inputs.forEach(({ input }, index) => {
      const { data: given } = inputs[input.value.name];
      const data = given instanceof Float32Array ? new Float32Array(given) : Int32Array.from(given);
      device.queue.writeBuffer(arena, webgpu.inputs[index], data);
    });
    const pipelines = await Promise.all(shaders.map(({ code }) => this.pipeline(code)));
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    const uniforms = dispatches.map(({ shader, workgroups, parameters }) => {
      const uniform = this.buffer(Uint32Array.from(parameters), UNIFORM);
      const entries = [arena, weights, uniform].map((buffer, binding) => ({
        binding,
        resource: { buffer },
      }));
      pass.setPipeline(pipelines[shader]);
      pass.setBindGroup(0, device.createBindGroup({ layout: this.layout, entries }));
      pass.dispatchWorkgroups(...workgroups);
      return uniform;
    });
    pass.end();
    const staging = device.createBuffer({ size: arena.size, usage: MAP_READ | COPY_DST });
    encoder.copyBufferToBuffer(arena, 0, staging, 0, arena.size);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(MAP_READ);
    const memory = staging.getMappedRange().slice(0);
    for (const buffer of [arena, weights, staging, ...uniforms]) buffer.destroy();
    return Object.fromEntries(
      program.outputs.map(({ output }, index) => {
        const { element, shape } = output.value.type;
        const at = [memory, webgpu.outputs[index], elementCount(shape)] as const;
        const words = element === 'f32' ? new Float32Array(...at) : new Int32Array(...at);
        return [output.name, { shape, data: elementsOf(element, words) }];
      }),
    );
  }

  /** Compiling is what takes the time, and small cases have many shaders in common. */
  private pipeline(commented: string): Promise<GPUComputePipeline> {
    const code = commented.replaceAll(/\/\/.*/g, '');
    const known = this.pipelines.get(code);
    if (known !== undefined) return known;
    const { device, layout } = this;
    const pipeline = device.createComputePipelineAsync({
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module: device.createShaderModule({ code }), entryPoint: 'main' },
    });
    this.pipelines.set(code, pipeline);
    return pipeline;
  }

  private buffer(contents: Float32Array | Uint32Array, usage: number): GPUBuffer {
    const size = Math.max(16, Math.ceil(contents.byteLength / 16) * 16);
    const buffer = this.device.createBuffer({ size, usage: usage | COPY_SRC | COPY_DST });
    this.device.queue.writeBuffer(buffer, 0, contents);
    return buffer;
  }
}

// Bits of GPUBufferUsage, GPUMapMode and GPUShaderStage; as numbers, because Node has no globals.
const MAP_READ = 1;
const COPY_SRC = 4;
const COPY_DST = 8;
const UNIFORM = 64;
const STORAGE = 128;
const GPU_COMPUTE = 4;

function weightImage({ weights }: Program): Uint32Array {
  const image = new Uint8Array(weights.byteLength);
  writeWeights(weights, image);
  return new Uint32Array(image.buffer);
}
