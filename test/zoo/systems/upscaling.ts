import type { System } from './system.js';

/** Pictures of more pixels. */
export const UPSCALING: readonly System[] = [
  {
    file: 'upscale/upscale.net',
    network: 'upscale',
    parameters: 222_075,
    macs: 222_544 * 128 * 128,
    source: 'its checkpoint, ESRGAN slim of UpscalerJS',
    outputs: { picture: [1, 3, 256, 256] },
    small: { height: 12, width: 16 },
    targets: ['wasm'],
  },
];
