import type { Backend } from './backend.js';
import { fail, reason } from './errors.js';
import type { OpenFile } from './files.js';
import { receiveInto } from './files.js';
import type { ManifestFor } from './load.js';
import type { WasmRecord } from './manifest.js';
import { elementCount } from './tensors.js';

export interface WasmExports {
  readonly memory: WebAssembly.Memory;
  readonly run: () => void;
  /** `Checksum` for bytes of the memory: whole vectors, and at least one. */
  readonly checksum: (address: number, bytes: number, seed: number) => number;
}

/** Reads the weights straight into the memory of an instance, which then can run. */
export async function startBackend(
  manifest: ManifestFor<'wasm'>,
  { memory, run, checksum }: WasmExports,
  weights: OpenFile,
): Promise<Backend> {
  await receiveInto(
    new Uint8Array(memory.buffer, 0, manifest.weights.bytes),
    weights,
    ({ byteOffset, length }, seed) => checksum(byteOffset, length, seed) >>> 0,
  );
  const { arenaBase, inputs, outputs } = manifest.wasm;
  const view = (offset: number, { shape }: { shape: readonly number[] }): Float32Array =>
    new Float32Array(memory.buffer, arenaBase + offset, elementCount(shape));
  const results = outputs.map((offset, index) => view(offset, manifest.outputs[index]));
  return {
    inputs: inputs.map((offset, index) => view(offset, manifest.inputs[index])),
    run(writers) {
      run();
      return results.map((output, index) => writers[index](output));
    },
  };
}

export async function instantiate(
  { file }: WasmRecord,
  bytes: Uint8Array<ArrayBuffer>,
  imports?: WebAssembly.Imports,
): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  try {
    return await WebAssembly.instantiate(bytes, imports);
  } catch (error) {
    // The bytes are the compiler's own, so what fails is the engine, its memory or the page's policy.
    fail(
      'target/unavailable',
      `This engine cannot run ${file}, which requires wasm-simd: ${reason(error)}`,
    );
  }
}
