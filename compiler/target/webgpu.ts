import type { GpuMachine } from './machine.js';

/** Any GPU, inside the default limits of WebGPU. None was at hand to measure on. */
export const GPU = {
  kind: 'webgpu',
  lanes: 4,
  workgroup: { usualInvocations: 64, mostInvocations: 256 },
  enough: { workgroups: 64, invocations: 2 ** 14 },
  cost: {
    // A microsecond or two.
    dispatch: 2 ** 21,
    // GPUs that reach a third of their peak multiply two to seven times in the time of a byte.
    element: 12,
  },
  limits: {
    bufferBytes: 2 ** 28,
    bindingBytes: 2 ** 27,
    workgroupsPerDimension: 65_535,
  },
} as const satisfies GpuMachine;
