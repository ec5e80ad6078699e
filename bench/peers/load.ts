import * as netloom from './netloom.js';
import type { LoadNetwork, RuntimeName } from './runtime.js';

/**
 * Each runtime is imported only in the process that measures it, and the import counts. Netloom has
 * none to import: its bundles come with their network.
 */
export const LOADERS: Readonly<Record<RuntimeName, () => Promise<{ readonly load: LoadNetwork }>>> =
  {
    netloom: () => Promise.resolve(netloom),
    'ort-web': () => import('./onnxruntime.js'),
    'tfjs-wasm': () => import('./tfjs-wasm.js'),
    'tfjs-webgpu': () => import('./tfjs-webgpu.js'),
  };
