import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';
import { projectRoot } from './paths.js';
import type { RuntimeName, Target } from './peers/runtime.js';

/** Bytes that a page loads besides the weights. */
export interface Shipping {
  readonly raw: number;
  readonly brotli: number;
}

/**
 * What a page needs to run the network `name` of `folder`: for Netloom its code; for the
 * others the runtime in its smallest published form and what calls it. An ONNX file is nearly
 * all weights, and is not counted.
 */
export async function shipping(
  runtime: RuntimeName,
  target: Target,
  folder: string,
  name: string,
): Promise<Shipping> {
  const files = await shippedFiles(runtime, target, folder, name);
  const sizes = files.map(compressedSize);
  return {
    raw: files.reduce((sum, { contents }) => sum + contents.length, 0),
    brotli: sizes.reduce((sum, size) => sum + size, 0),
  };
}

interface ShippedFile {
  /** Says that a file is the same for every network. */
  readonly path: string;
  readonly contents: Uint8Array;
}

async function shippedFiles(
  runtime: RuntimeName,
  target: Target,
  folder: string,
  name: string,
): Promise<ShippedFile[]> {
  const read = (path: string): ShippedFile => ({ path, contents: readFileSync(path) });
  const modules = join(projectRoot, 'node_modules');
  switch (runtime) {
    case 'netloom':
      return readdirSync(join(folder, 'bundle'))
        .filter((file) => /\.(js|wasm|wgsl)$/.test(file))
        .map((file) => read(join(folder, 'bundle', file)));
    case 'ort-web':
      return ONNXRUNTIME[target].map((file) => read(join(modules, 'onnxruntime-web/dist', file)));
    case 'tfjs-wasm':
      return [
        read(join(modules, '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm')),
        { path: join(folder, name), contents: await tfjsBundle(runtime, folder, name) },
      ];
    case 'tfjs-webgpu':
      return [{ path: join(folder, name), contents: await tfjsBundle(runtime, folder, name) }];
  }
}

/** The builds with nothing but the target; the WebAssembly of the second calls WebGPU. */
const ONNXRUNTIME: Readonly<Record<Target, readonly string[]>> = {
  wasm: ['ort.wasm.bundle.min.mjs', 'ort-wasm-simd-threaded.wasm'],
  webgpu: ['ort.webgpu.bundle.min.mjs', 'ort-wasm-simd-threaded.asyncify.wasm'],
};

/** The program with as much of tfjs as it calls. */
async function tfjsBundle(
  runtime: 'tfjs-wasm' | 'tfjs-webgpu',
  folder: string,
  name: string,
): Promise<Uint8Array> {
  const entry = `
    import '@tensorflow/${runtime.replace('-', '-backend-')}';
    import { dispose, ready, setBackend, tensor, tidy } from '@tensorflow/tfjs-core';
    import * as program from './${name}.tfjs.js';
    export { dispose, program, ready, setBackend, tensor, tidy };`;
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: folder },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    mainFields: ['module', 'main'],
    external: [
      'fs',
      'path',
      'worker_threads',
      'perf_hooks',
      'os',
      'crypto',
      'util',
      'string_decoder',
    ],
    logLevel: 'error',
  });
  return outputFiles[0].contents;
}

const compressedSizes = new Map<string, number>();

/** At the quality servers use for files they compress ahead; each file is compressed once. */
function compressedSize({ path, contents }: ShippedFile): number {
  const known = compressedSizes.get(path);
  if (known !== undefined) return known;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  const size = brotliCompressSync(contents, { params }).length;
  compressedSizes.set(path, size);
  return size;
}
