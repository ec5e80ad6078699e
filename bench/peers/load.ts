import type { LoadNetwork, RuntimeName } from './runtime.js';

/** Each runtime is imported only in the process that measures it. */
export const LOADERS: Readonly<Record<RuntimeName, () => Promise<{ readonly load: LoadNetwork }>>> =
  {
    netloom: () => import('./netloom.js'),
    'ort-web': () => import('./onnxruntime.js'),
    'tfjs-wasm': () => import('./tfjs-wasm.js'),
    'tfjs-webgpu': () => import('./tfjs-webgpu.js'),
  };
