import type { Backend } from '../backend.js';
import { fail, reason } from '../errors.js';
import type { OpenFile } from '../files.js';
import { receive, receiveInto } from '../files.js';
import { expandLines } from '../lines.js';
import type { ManifestFor, TargetLoader } from '../load.js';
import type { DispatchList, DispatchRecord, LimitRecord, WebGpuRecord } from '../manifest.js';
import { elementCount } from '../tensors.js';

/** Bits of GPUBufferUsage and GPUMapMode: Node has no globals for them. */
const enum Bit {
  MapRead = 1,
  CopySource = 4,
  CopyDestination = 8,
  Uniform = 64,
  Storage = 128,
}

/** GPUShaderStage.COMPUTE. */
const COMPUTE = 4;

/** Dynamic offsets into a uniform buffer are multiples of this on every device. */
const UNIFORM_ALIGNMENT = 256;

/** WebGPU, one submission per answer. */
export const webgpu: TargetLoader<'webgpu'> = {
  target: 'webgpu',
  async prepare(manifest, options) {
    // Older browsers have no `navigator.gpu`, and older Nodes no `navigator`, whatever their types say.
    const { navigator } = globalThis as { navigator?: { gpu?: GPU } };
    const device = await openDevice(options.gpu ?? navigator?.gpu, manifest.webgpu);
    return async (code, weights) => {
      try {
        return await createBackend(manifest, device, code, weights);
      } catch (error) {
        device.destroy();
        throw error;
      }
    };
  },
};

/** A device that meets the bundle's limits, or `target/unavailable`. */
async function openDevice(gpu: GPU | undefined, { limits = {} }: WebGpuRecord): Promise<GPUDevice> {
  try {
    const adapter = await gpu?.requestAdapter();
    if (!adapter) throw new Error(whyNoAdapter(gpu));
    for (const [name, needed] of Object.entries(limits)) {
      const offered = adapter.limits[name as keyof LimitRecord];
      if (offered < needed) {
        throw new Error(`the network needs ${name} ${needed}, the adapter has ${offered}`);
      }
    }
    return await adapter.requestDevice({ requiredLimits: limits });
  } catch (error) {
    fail('target/unavailable', `WebGPU is not available: ${reason(error)}`);
  }
}

function whyNoAdapter(gpu: GPU | undefined): string {
  if (gpu) return 'the browser offers no adapter';
  const { isSecureContext } = globalThis as { isSecureContext?: boolean };
  return isSecureContext === false
    ? 'the page is not a secure context (https or localhost)'
    : 'there is no navigator.gpu; pass { gpu } where it comes from a package';
}

/**
 * Verifies the shaders, compiles them in parallel, and reads the weights straight into a mapped
 * buffer. The backend owns `device`.
 */
async function createBackend(
  manifest: ManifestFor<'webgpu'>,
  device: GPUDevice,
  code: OpenFile,
  weights: OpenFile,
): Promise<Backend> {
  const record = manifest.webgpu;
  const failure = watch(device);
  const layout = device.createBindGroupLayout({
    entries: [
      { binding: 0, visibility: COMPUTE, buffer: { type: 'storage' } },
      { binding: 1, visibility: COMPUTE, buffer: { type: 'read-only-storage' } },
      { binding: 2, visibility: COMPUTE, buffer: { type: 'uniform', hasDynamicOffset: true } },
    ],
  });
  const lines = expandLines(new TextDecoder().decode(await receive(code)));
  const { shaders, dispatches } = JSON.parse(lines.pop()?.slice(2) ?? '') as DispatchList;
  const arena = device.createBuffer({
    size: record.arenaBytes,
    usage: Bit.Storage | Bit.CopySource | Bit.CopyDestination,
  });
  const uniforms = createUniforms(device, dispatches);
  const [pipelines, parameters] = await Promise.all([
    compile(device, layout, record.file, shaders, lines),
    createWeights(device, weights),
  ]);
  const group = device.createBindGroup({
    layout,
    entries: [
      { binding: 0, resource: { buffer: arena } },
      { binding: 1, resource: { buffer: parameters } },
      { binding: 2, resource: { buffer: uniforms.buffer, size: uniforms.stride } },
    ],
  });
  // Errors of the buffers above arrive before this promise settles.
  await device.queue.onSubmittedWorkDone();
  failure.check();

  const inputs = manifest.inputs.map(({ shape }) => new Float32Array(elementCount(shape)));
  const sizes = manifest.outputs.map(({ shape }) => 4 * elementCount(shape));
  const idle: GPUBuffer[] = [];
  return {
    inputs,
    async run(writers) {
      const staging =
        idle.pop() ??
        device.createBuffer({
          size: sizes.reduce((sum, bytes) => sum + bytes, 0),
          usage: Bit.MapRead | Bit.CopyDestination,
        });
      record.inputs.forEach((offset, index) => {
        device.queue.writeBuffer(arena, offset, inputs[index]);
      });
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      dispatches.forEach(({ shader, workgroups }, index) => {
        pass.setPipeline(pipelines[shader]);
        pass.setBindGroup(0, group, [index * uniforms.stride]);
        pass.dispatchWorkgroups(...workgroups);
      });
      pass.end();
      // The outputs follow one another in the staging buffer.
      let to = 0;
      sizes.forEach((bytes, index) => {
        encoder.copyBufferToBuffer(arena, record.outputs[index], staging, to, bytes);
        to += bytes;
      });
      device.queue.submit([encoder.finish()]);
      await staging.mapAsync(Bit.MapRead).catch(failure.note);
      failure.check();
      const mapped = staging.getMappedRange();
      let from = 0;
      const outputs = sizes.map((bytes, index) => {
        from += bytes;
        return writers[index](new Float32Array(mapped, from - bytes, bytes / 4));
      });
      staging.unmap();
      idle.push(staging);
      return outputs;
    },
    dispose() {
      // With it go its buffers.
      device.destroy();
    },
  };
}

/** Remembers the first thing that went wrong on the device, in a call or outside. */
function watch(device: GPUDevice): { note: (thrown: unknown) => void; check: () => void } {
  let problem: string | undefined;
  const note = (thrown: unknown): void => {
    problem ??= reason(thrown);
  };
  device.addEventListener('uncapturederror', (event) => {
    event.preventDefault(); // from being logged: it is thrown
    note(event.error.message);
  });
  void device.lost.then(({ message }) => {
    note(`the device was lost: ${message} Call load() again.`);
  });
  return {
    note,
    check() {
      if (problem !== undefined) fail('gpu/failed', `The GPU failed: ${problem}`);
    },
  };
}

function compile(
  device: GPUDevice,
  layout: GPUBindGroupLayout,
  file: string,
  shaders: DispatchList['shaders'],
  lines: readonly string[],
): Promise<GPUComputePipeline[]> {
  const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [layout] });
  let end = 0;
  return Promise.all(
    shaders.map(async ({ name: label, lines: count }) => {
      const code = lines.slice(end, (end += count)).join('\n');
      const module = device.createShaderModule({ label, code });
      try {
        return await device.createComputePipelineAsync({
          label,
          layout: pipelineLayout,
          compute: { module, entryPoint: 'main' },
        });
      } catch (error) {
        const { messages } = await module.getCompilationInfo();
        const [first] = messages.filter(({ type }) => type === 'error');
        const why = first ? `line ${first.lineNum}: ${first.message}` : reason(error);
        fail('gpu/failed', `Shader '${label}' of ${file} was refused: ${why}`);
      }
    }),
  );
}

async function createWeights(device: GPUDevice, file: OpenFile): Promise<GPUBuffer> {
  const { bytes } = file.record;
  const buffer = device.createBuffer({
    // A multiple of 16 and never 0: a shader may see it as vectors.
    size: Math.max(16, Math.ceil(bytes / 16) * 16),
    usage: Bit.Storage,
    mappedAtCreation: true,
  });
  await receiveInto(new Uint8Array(buffer.getMappedRange(), 0, bytes), file);
  buffer.unmap();
  return buffer;
}

/** The parameters of every dispatch, `stride` bytes apart in one buffer. */
function createUniforms(
  device: GPUDevice,
  dispatches: readonly DispatchRecord[],
): { buffer: GPUBuffer; stride: number } {
  const most = Math.max(1, ...dispatches.map(({ parameters }) => parameters.length));
  const stride = Math.ceil((4 * most) / UNIFORM_ALIGNMENT) * UNIFORM_ALIGNMENT;
  const buffer = device.createBuffer({
    size: stride * Math.max(1, dispatches.length),
    usage: Bit.Uniform,
    mappedAtCreation: true,
  });
  const words = new Uint32Array(buffer.getMappedRange());
  dispatches.forEach(({ parameters }, index) => {
    words.set(parameters, (index * stride) / 4);
  });
  buffer.unmap();
  return { buffer, stride };
}
