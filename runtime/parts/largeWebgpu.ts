import type { LimitRecord } from '../manifest.js';
import { webgpuLoader } from '../webgpu-backend.js';

/** WebGPU for a network that takes more than every device has. */
export const largeWebgpu = webgpuLoader((adapter, { limits = {} }) => {
  for (const [name, needed] of Object.entries(limits)) {
    const offered = adapter.limits[name as keyof LimitRecord];
    if (offered < needed) {
      throw new Error(`the network needs ${name} ${needed}, the adapter has ${offered}`);
    }
  }
  return { requiredLimits: limits };
});
