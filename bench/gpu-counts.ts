/** What a runtime has asked of WebGPU, whichever way it came to use it. */
export interface GpuCounts {
  readonly dispatches: number;
  readonly submits: number;
  /** Compute pipelines that were compiled, and the WGSL of all shader modules. */
  readonly pipelines: number;
  readonly shaderBytes: number;
  /** Bytes handed over to be copied to the device, and bytes mapped to be read from it. */
  readonly bytesToDevice: number;
  readonly bytesFromDevice: number;
}

/** The classes of WebGPU whose methods are watched. */
export interface GpuClasses {
  readonly GPUDevice: { readonly prototype: GPUDevice };
  readonly GPUQueue: { readonly prototype: GPUQueue };
  readonly GPUBuffer: { readonly prototype: GPUBuffer };
  readonly GPUComputePassEncoder: { readonly prototype: GPUComputePassEncoder };
}

/** GPUMapMode.READ */
const READ = 1;

/**
 * Notices from now on what the methods of these classes are called for, and returns what says it.
 * Call it before the runtime is imported.
 */
export function watchGpu(classes: GpuClasses): () => GpuCounts {
  const counts = {
    dispatches: 0,
    submits: 0,
    pipelines: 0,
    shaderBytes: 0,
    bytesToDevice: 0,
    bytesFromDevice: 0,
  };
  const { GPUDevice: device, GPUQueue: queue, GPUBuffer: buffer } = classes;
  const pass = classes.GPUComputePassEncoder;
  const dispatch = (): void => {
    counts.dispatches++;
  };
  observe(pass.prototype, 'dispatchWorkgroups', dispatch);
  observe(pass.prototype, 'dispatchWorkgroupsIndirect', dispatch);
  observe(queue.prototype, 'submit', () => {
    counts.submits++;
  });
  const pipeline = (): void => {
    counts.pipelines++;
  };
  observe(device.prototype, 'createComputePipeline', pipeline);
  observe(device.prototype, 'createComputePipelineAsync', pipeline);
  observe(device.prototype, 'createShaderModule', (_, { code }) => {
    counts.shaderBytes += new TextEncoder().encode(code).length;
  });
  observe(device.prototype, 'createBuffer', (_, { size, mappedAtCreation }) => {
    if (mappedAtCreation === true) counts.bytesToDevice += size;
  });
  observe(queue.prototype, 'writeBuffer', (_, _buffer, _offset, data, start = 0, size) => {
    // Elements of a typed array, bytes of anything else.
    const unit = 'BYTES_PER_ELEMENT' in data ? (data.BYTES_PER_ELEMENT as number) : 1;
    counts.bytesToDevice += size === undefined ? data.byteLength - unit * start : unit * size;
  });
  observe(buffer.prototype, 'mapAsync', (self, mode, offset = 0, size = self.size - offset) => {
    if ((mode & READ) !== 0) counts.bytesFromDevice += size;
    else counts.bytesToDevice += size;
  });
  return () => ({ ...counts });
}

/** What was counted between two moments. */
export function countsBetween(before: GpuCounts, after: GpuCounts): GpuCounts {
  return combine(before, after, (from, to) => to - from);
}

/** The same for each of `times` repetitions. */
export function countsEach(counts: GpuCounts, times: number): GpuCounts {
  return combine(counts, counts, (count) => count / times);
}

function combine(a: GpuCounts, b: GpuCounts, apply: (a: number, b: number) => number): GpuCounts {
  return {
    dispatches: apply(a.dispatches, b.dispatches),
    submits: apply(a.submits, b.submits),
    pipelines: apply(a.pipelines, b.pipelines),
    shaderBytes: apply(a.shaderBytes, b.shaderBytes),
    bytesToDevice: apply(a.bytesToDevice, b.bytesToDevice),
    bytesFromDevice: apply(a.bytesFromDevice, b.bytesFromDevice),
  };
}

type MethodName<Class> = {
  [Name in keyof Class]: Class[Name] extends (...args: never[]) => unknown ? Name : never;
}[keyof Class];
type ArgumentsOf<Method> = Method extends (...args: infer Arguments) => unknown ? Arguments : never;

/** Calls `note` before each call of a method of the class. */
function observe<Class, Name extends MethodName<Class>>(
  prototype: Class,
  name: Name,
  note: (self: Class, ...args: ArgumentsOf<Class[Name]>) => void,
): void {
  const method = prototype[name] as (...args: ArgumentsOf<Class[Name]>) => unknown;
  const observed = function (this: Class, ...args: ArgumentsOf<Class[Name]>): unknown {
    note(this, ...args);
    return Reflect.apply(method, this, args);
  };
  prototype[name] = observed as Class[Name];
}
