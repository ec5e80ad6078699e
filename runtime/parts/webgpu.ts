import { webgpuLoader } from '../webgpu-backend.js';

/** WebGPU for a network that stays inside the limits that every device has. */
export const webgpu = webgpuLoader(() => undefined);
