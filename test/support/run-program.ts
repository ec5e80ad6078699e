import type { Program } from '../../compiler/codegen/program.js';
import type { InputValue } from '../../runtime/inputs.js';
import type { Bundle, Network, Target } from '../../runtime/load.js';
import { loadBundle } from '../../runtime/load.js';
import { wasmLoader } from '../../runtime/wasm.js';
import { webGpuLoader } from '../../runtime/webgpu.js';
import type { FileRecord } from '../../runtime/manifest.js';
import { Sha256 } from '../../runtime/sha256.js';
import { bundleFiles } from './bundles.js';
import { only } from './programs.js';
import { testGpu } from './webgpu.js';

type Inputs = Readonly<Record<string, InputValue>>;
type Outputs = Record<string, Float32Array>;

/** One inference in WebAssembly by the real runtime, files, hashes and all. */
export async function runProgramWasm(program: Program, inputs: Inputs): Promise<Outputs> {
  return runOnce(await loadProgram(program, 'wasm'), inputs);
}

/** One inference in WebGPU by the real runtime. Only where `testGpu()` has an adapter. */
export async function runProgramWebGpu(program: Program, inputs: Inputs): Promise<Outputs> {
  return runOnce(await loadProgram(program, 'webgpu'), inputs);
}

/** A network for several inferences; dispose of it. */
export async function loadProgram(program: Program, target: Target): Promise<Network> {
  const bundle = inMemory(only(target, program), target);
  if (target === 'wasm') return loadBundle(bundle as Bundle<'wasm'>, [wasmLoader]);
  const { gpu } = await testGpu();
  return loadBundle(bundle as Bundle<'webgpu'>, [webGpuLoader], gpu && { gpu });
}

async function runOnce(network: Network, inputs: Inputs): Promise<Outputs> {
  try {
    return await network.run(inputs);
  } finally {
    network.dispose();
  }
}

/** The bundle as its own module would describe it, with every file inside. */
function inMemory(program: Program, target: Target): Bundle<Target> {
  const files = bundleFiles(program);
  const source = (extension: string): string[] => [
    Buffer.from(file(files, `${program.name}.${extension}`)).toString('base64'),
  ];
  const code = source(target === 'wasm' ? 'wasm' : 'wgsl');
  return {
    manifest: record(files, `${program.name}.json`),
    sources: { manifest: source('json'), weights: source('weights'), wasm: code, webgpu: code },
  };
}

function record(files: Map<string, Uint8Array>, name: string): FileRecord {
  const bytes = file(files, name);
  return { file: name, bytes: bytes.length, sha256: new Sha256().update(bytes).hex() };
}

function file(files: Map<string, Uint8Array>, name: string): Uint8Array {
  const bytes = files.get(name);
  if (!bytes) throw new Error(`the bundle has no ${name}`);
  return bytes;
}
