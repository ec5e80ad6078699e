import { partsOf } from '../../compiler/codegen/bundle/runtime-text.js';
import type { Program } from '../../compiler/codegen/program.js';
import type { Elements } from '../../compiler/ir/tensor.js';
import type { Network, Target } from '../../runtime/load.js';
import { loadBundle } from '../../runtime/load.js';
import { arraysFor } from '../../runtime/outputs.js';
import { wasm } from '../../runtime/parts/wasm.js';
import { largeWebgpu } from '../../runtime/parts/largeWebgpu.js';
import { webgpu } from '../../runtime/parts/webgpu.js';
import type { Manifest } from '../../runtime/manifest.js';
import { bundleFiles, manifestOf } from './bundles.js';
import { partsWith } from './parts.js';
import { only } from './programs.js';
import { testGpu } from './webgpu.js';

type Inputs = Readonly<Record<string, unknown>>;
type Outputs = Record<string, Float32Array>;

/** One inference in WebAssembly by the real runtime, files, hashes and all. */
export async function runProgramWasm(program: Program, inputs: Inputs): Promise<Outputs> {
  return runOnce(await loadProgram(program, 'wasm'), inputs);
}

/** The same for any amount of weights, which do not go through a text. */
export async function runLargeProgramWasm(program: Program, inputs: Inputs): Promise<Outputs> {
  const files = bundleFiles(program);
  const read = (name: string): Uint8Array => {
    const bytes = files.get(name);
    if (bytes === undefined) throw new Error(`there is no ${name}`);
    return bytes;
  };
  const network = await loadBundle(manifestOf(files), partsWith(program, wasm), { read });
  return runOnce(network, inputs);
}

/** One inference on a target, of which a GPU must be there. */
export async function runProgram(
  program: Program,
  target: Target,
  inputs: Inputs,
): Promise<Record<string, Elements>> {
  return runOnce(await loadProgram(program, target), inputs);
}

/** A network for several inferences; dispose of it. */
export async function loadProgram(program: Program, target: Target): Promise<Network> {
  const bundle = inMemory(only(target, program));
  if (target === 'wasm') return loadBundle(bundle, partsWith(program, wasm));
  const { gpu } = await testGpu();
  const [loader] = partsOf(only('webgpu', program)).targets;
  const parts = partsWith(program, loader === 'largeWebgpu' ? largeWebgpu : webgpu);
  return loadBundle(bundle, parts, gpu && { gpu });
}

async function runOnce(network: Network, inputs: Inputs): Promise<Outputs> {
  try {
    return await network.run(inputs, arraysFor(network.outputs));
  } finally {
    network.dispose();
  }
}

/** What the module of a single file knows. */
export function inMemory(program: Program): Manifest {
  return manifestOf(bundleFiles(program, { singleFile: true }));
}
