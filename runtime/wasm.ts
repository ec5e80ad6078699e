import type { Backend } from './backend.js';
import { elementCount } from './backend.js';
import { fail, reason } from './errors.js';
import type { OpenFile } from './files.js';
import { receive, receiveInto } from './files.js';
import type { ManifestFor, TargetLoader } from './load.js';
import type { WasmRecord } from './manifest.js';

interface WasmExports {
  readonly memory: WebAssembly.Memory;
  readonly run: () => void;
  /** `Checksum` for bytes of the memory: whole vectors, and at least one. */
  readonly checksum: (address: number, bytes: number, seed: number) => number;
}

export const wasmLoader: TargetLoader<'wasm'> = {
  target: 'wasm',
  prepare(manifest) {
    return Promise.resolve((code, weights) => createBackend(manifest, code, weights));
  },
};

/** Verifies and instantiates the module, and reads the weights straight into its memory. */
async function createBackend(
  manifest: ManifestFor<'wasm'>,
  code: OpenFile,
  weights: OpenFile,
): Promise<Backend> {
  const record = manifest.wasm;
  const { memory, run, checksum } = await instantiate(record, await receive(code, record));
  const target = new Uint8Array(memory.buffer, 0, manifest.weights.bytes);
  await receiveInto(
    target,
    weights,
    manifest.weights,
    ({ byteOffset, length }, seed) => checksum(byteOffset, length, seed) >>> 0,
  );
  const view = ({ shape, offset }: { shape: readonly number[]; offset: number }): Float32Array =>
    new Float32Array(memory.buffer, record.arenaBase + offset, elementCount(shape));
  const outputs = manifest.outputs.map(view);
  return {
    inputs: manifest.inputs.map(view),
    run() {
      run();
      return Promise.resolve(outputs.map((output) => output.slice()));
    },
    dispose() {
      // The memory goes with the last reference to this object.
    },
  };
}

async function instantiate(
  { file, requires }: WasmRecord,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<WasmExports> {
  try {
    const { instance } = await WebAssembly.instantiate(bytes);
    return instance.exports as unknown as WasmExports;
  } catch (error) {
    // The bytes are the compiler's own, so what fails is the engine, its memory or the page's policy.
    fail(
      'target/unavailable',
      `This engine cannot run ${file}, which requires ${requires.join(', ')}: ${reason(error)}`,
    );
  }
}
