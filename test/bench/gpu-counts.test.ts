import { describe, expect, it } from 'vitest';
import type { GpuClasses } from '../../bench/gpu-counts.js';
import { countsBetween, countsEach, watchGpu } from '../../bench/gpu-counts.js';

/** As much of WebGPU as is watched; what is called must still be called, with the same arguments. */
function fakeGpu() {
  const called: unknown[][] = [];
  const method =
    (name: string) =>
    (...args: unknown[]): string => {
      called.push([name, ...args]);
      return `result of ${name}`;
    };
  const classOf = (names: readonly string[], fields: object = {}) => ({
    prototype: { ...fields, ...Object.fromEntries(names.map((name) => [name, method(name)])) },
  });
  const classes = {
    GPUDevice: classOf([
      'createComputePipeline',
      'createComputePipelineAsync',
      'createShaderModule',
      'createBuffer',
    ]),
    GPUQueue: classOf(['submit', 'writeBuffer']),
    GPUBuffer: classOf(['mapAsync'], { size: 256 }),
    GPUComputePassEncoder: classOf(['dispatchWorkgroups', 'dispatchWorkgroupsIndirect']),
  } as unknown as GpuClasses;
  const counts = watchGpu(classes);
  return {
    called,
    counts,
    device: classes.GPUDevice.prototype,
    queue: classes.GPUQueue.prototype,
    buffer: classes.GPUBuffer.prototype,
    pass: classes.GPUComputePassEncoder.prototype,
  };
}

const NOTHING = {
  dispatches: 0,
  submits: 0,
  pipelines: 0,
  shaderBytes: 0,
  bytesToDevice: 0,
  bytesFromDevice: 0,
};

describe('what is asked of WebGPU', () => {
  it('is counted by kind, and done all the same', () => {
    const { called, counts, device, queue, pass } = fakeGpu();
    const code = 'fn main() {} // é';
    expect(device.createShaderModule({ code })).toBe('result of createShaderModule');
    device.createComputePipeline({ layout: 'auto', compute: {} as GPUProgrammableStage });
    void device.createComputePipelineAsync({ layout: 'auto', compute: {} as GPUProgrammableStage });
    pass.dispatchWorkgroups(4, 5, 6);
    pass.dispatchWorkgroups(7);
    queue.submit([]);
    expect(counts()).toEqual({
      ...NOTHING,
      dispatches: 2,
      submits: 1,
      pipelines: 2,
      // é has two bytes.
      shaderBytes: code.length + 1,
    });
    expect(called).toContainEqual(['dispatchWorkgroups', 4, 5, 6]);
    expect(called).toHaveLength(6);
  });

  it('has the bytes of every way to the device', () => {
    const { counts, device, queue, buffer } = fakeGpu();
    device.createBuffer({ size: 1000, usage: 0, mappedAtCreation: true });
    device.createBuffer({ size: 1000, usage: 0 });
    expect(counts().bytesToDevice).toBe(1000);
    // Elements of a typed array: four bytes each, from the third on, then three of them.
    const floats = new Float32Array(10);
    queue.writeBuffer(buffer, 0, floats);
    queue.writeBuffer(buffer, 0, floats, 2);
    queue.writeBuffer(buffer, 0, floats, 2, 3);
    expect(counts().bytesToDevice).toBe(1000 + 40 + 32 + 12);
    // Bytes of a buffer.
    queue.writeBuffer(buffer, 0, floats.buffer, 8, 4);
    void buffer.mapAsync(2);
    expect(counts().bytesToDevice).toBe(1000 + 40 + 32 + 12 + 4 + 256);
    expect(counts().bytesFromDevice).toBe(0);
  });

  it('has the bytes that are mapped to be read', () => {
    const { counts, buffer } = fakeGpu();
    void buffer.mapAsync(1);
    void buffer.mapAsync(1, 56);
    void buffer.mapAsync(1, 56, 100);
    expect(counts()).toEqual({ ...NOTHING, bytesFromDevice: 256 + 200 + 100 });
  });

  it('is given for each inference of a turn', () => {
    const { counts, pass } = fakeGpu();
    pass.dispatchWorkgroups(1);
    const before = counts();
    for (let dispatch = 0; dispatch < 6; dispatch++) pass.dispatchWorkgroups(1);
    expect(countsEach(countsBetween(before, counts()), 3)).toEqual({ ...NOTHING, dispatches: 2 });
  });
});
