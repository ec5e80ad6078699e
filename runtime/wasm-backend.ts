import type { Backend } from './backend.js';
import { fail, reason } from './errors.js';
import type { OpenFile } from './files.js';
import { receive, receiveInto } from './files.js';
import type { ManifestFor } from './load.js';
import type { WasmRecord } from './manifest.js';
import { elementCount, kindOf } from './tensors.js';

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
    memory,
    inputs: inputs.map((offset, index) => view(offset, manifest.inputs[index])),
    run(writers) {
      run();
      return results.map((output, index) => writers[index](output));
    },
  };
}

/** A module that is compiled already, or the bytes of one. */
export type Code = WebAssembly.Module | Uint8Array<ArrayBuffer>;

/** Which of the two; no type predicate, because as a type everything is a module. */
export function isModule(code: unknown): boolean {
  return kindOf(code) === 'WebAssembly.Module';
}

/** What the caller has compiled from `file`, or else its bytes, verified. */
export async function receiveCode(file: OpenFile): Promise<Code> {
  const answer = await file.answer;
  if (!isModule(answer)) return receive(file);
  file.report(file.record.bytes);
  return answer as WebAssembly.Module;
}

export function compile(code: Code): WebAssembly.Module | Promise<WebAssembly.Module> {
  return isModule(code) ? code : WebAssembly.compile(code as Uint8Array<ArrayBuffer>);
}

/**
 * What `action` gives. What fails is the host, because the code is the compiler's own: its policy, its
 * memory or its engine, each of which says so in other words.
 */
export async function explained<Result>(
  { file, megabytes }: WasmRecord,
  action: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    const why = reason(error);
    if (/-eval|CSP|disallowed/.test(why)) {
      fail(
        'target/forbidden',
        `${file} may not be compiled here: ${why}. A page's policy needs script-src 'wasm-unsafe-eval'; ` +
          'elsewhere, load({ read }) takes compiled modules.',
      );
    }
    if (/out of memory|allocat/i.test(why)) {
      fail(
        'target/memory',
        `The network needs ${megabytes} MB of memory: ${why}. Compile with --weights-as int8 to need less.`,
      );
    }
    fail(
      'target/unavailable',
      `This engine cannot run ${file}: ${why}. It needs WebAssembly SIMD: Chrome 91, Firefox 89, ` +
        'Safari 16.4 or later.',
    );
  }
}
