import type { Backend } from './backend.js';
import { fail, NetloomError, reason } from './errors.js';
import type { OpenFile } from './files.js';
import { receive, receiveInto } from './files.js';
import { expandLines } from './lines.js';
import type { ManifestFor, TargetLoader } from './load.js';
import type { DispatchList, DispatchRecord, ShaderRecord, WebGpuRecord } from './manifest.js';
import { elementCount } from './tensors.js';

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

/** What shaders see: the arena, the weights, and the parameters of a dispatch. */
const BINDINGS = ['storage', 'read-only-storage', 'uniform'] as const;

/** Dynamic offsets into a uniform buffer are multiples of this on every device. */
const UNIFORM_ALIGNMENT = 256;

/** What to ask of an adapter for a network; throws when it does not have that. */
export type DescribeDevice = (
  adapter: GPUAdapter,
  record: WebGpuRecord,
) => GPUDeviceDescriptor | undefined;

/** WebGPU, one submission per answer. */
export function webgpuLoader(describeDevice: DescribeDevice): TargetLoader<'webgpu'> {
  return {
    target: 'webgpu',
    async prepare(manifest, options) {
      // Older browsers have no `navigator.gpu`, and older Nodes no `navigator`, whatever their types say.
      const { navigator } = globalThis as { navigator?: { gpu?: GPU } };
      const gpu = options.gpu ?? navigator?.gpu;
      const device = await openDevice(gpu, manifest.webgpu, describeDevice);
      return async (code, weights) => {
        try {
          return await createBackend(manifest, device, code, weights);
        } catch (error) {
          device.destroy();
          // A buffer that is too large for a mapping is refused by an exception.
          throw error instanceof NetloomError ? error : gpuError(error);
        }
      };
    },
  };
}

/** A device for the bundle, or `target/unavailable`. */
async function openDevice(
  gpu: GPU | undefined,
  record: WebGpuRecord,
  describeDevice: DescribeDevice,
): Promise<GPUDevice> {
  try {
    const adapter = await gpu?.requestAdapter();
    if (!adapter) throw new Error(whyNoAdapter(gpu));
    return await adapter.requestDevice(describeDevice(adapter, record));
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
    entries: BINDINGS.map((type, binding) => ({
      binding,
      visibility: COMPUTE,
      buffer: { type, hasDynamicOffset: type === 'uniform' },
    })),
  });
  const lines = expandLines(new TextDecoder().decode(await receive(code)));
  const [shaders, dispatches] = JSON.parse(String(lines.pop()).slice(2)) as DispatchList;
  const arena = createBuffer(
    device,
    record.arenaBytes,
    Bit.Storage | Bit.CopySource | Bit.CopyDestination,
  );
  const uniforms = createUniforms(device, dispatches);
  const [pipelines, parameters] = await Promise.all([
    compile(device, layout, record.file, shaders, lines),
    createWeights(device, weights),
  ]);
  const group = device.createBindGroup({
    layout,
    entries: [{ buffer: arena }, { buffer: parameters }, uniforms].map((resource, binding) => ({
      binding,
      resource,
    })),
  });
  // Errors of the buffers above arrive before this promise settles.
  await device.queue.onSubmittedWorkDone();
  failure.check();

  const inputs = manifest.inputs.map(({ shape }) => new Float32Array(elementCount(shape)));
  const sizes = manifest.outputs.map(({ shape }) => 4 * elementCount(shape));
  const idle: GPUBuffer[] = [];
  return {
    buffers: [device, arena, parameters],
    inputs,
    async run(writers) {
      const staging =
        idle.pop() ??
        createBuffer(
          device,
          sizes.reduce((sum, bytes) => sum + bytes),
          Bit.MapRead | Bit.CopyDestination,
        );
      record.inputs.forEach((offset, index) => {
        device.queue.writeBuffer(arena, offset, inputs[index]);
      });
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      dispatches.forEach(([shader, workgroups], index) => {
        pass.setPipeline(pipelines[shader]);
        pass.setBindGroup(0, group, [index * uniforms.size]);
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
      if (problem !== undefined) throw gpuError(problem);
    },
  };
}

function gpuError(thrown: unknown): NetloomError {
  return new NetloomError('gpu/failed', `The GPU failed: ${reason(thrown)}`);
}

function compile(
  device: GPUDevice,
  layout: GPUBindGroupLayout,
  file: string,
  shaders: readonly ShaderRecord[],
  lines: readonly string[],
): Promise<GPUComputePipeline[]> {
  const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [layout] });
  let end = 0;
  return Promise.all(
    shaders.map(async ([label, count]) => {
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

function createBuffer(
  device: GPUDevice,
  size: number,
  usage: number,
  mappedAtCreation = false,
): GPUBuffer {
  return device.createBuffer({ size, usage, mappedAtCreation });
}

async function createWeights(device: GPUDevice, file: OpenFile): Promise<GPUBuffer> {
  const { bytes } = file.record;
  // A multiple of 16 and never 0: a shader may see it as vectors.
  const size = Math.max(16, Math.ceil(bytes / 16) * 16);
  const buffer = createBuffer(device, size, Bit.Storage | Bit.CopySource, true);
  await receiveInto(new Uint8Array(buffer.getMappedRange(), 0, bytes), file);
  buffer.unmap();
  return buffer;
}

/** The parameters of every dispatch, `size` bytes apart in one buffer. */
function createUniforms(
  device: GPUDevice,
  dispatches: readonly DispatchRecord[],
): { buffer: GPUBuffer; size: number } {
  const most = Math.max(1, ...dispatches.map(([, , parameters]) => parameters.length));
  const size = Math.ceil((4 * most) / UNIFORM_ALIGNMENT) * UNIFORM_ALIGNMENT;
  const buffer = createBuffer(
    device,
    size * Math.max(1, dispatches.length),
    Bit.Uniform | Bit.CopyDestination,
  );
  dispatches.forEach(([, , parameters], index) => {
    device.queue.writeBuffer(buffer, index * size, new Uint32Array(parameters));
  });
  return { buffer, size };
}
