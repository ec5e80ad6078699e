import type {
  FileRecord,
  LimitRecord,
  Manifest,
  WasmRecord,
  WebGpuRecord,
} from '../../../runtime/manifest.js';
import type { Program, WasmProgram, WebGpuProgram } from '../program.js';
import { netloomVersion } from './runtime-text.generated.js';

/** The files that a manifest vouches for: the weights and the code of each target. */
export type FileRecords = Readonly<
  Partial<Record<'weights' | 'wasm' | 'relaxed' | 'webgpu', FileRecord>>
>;

/** What `load()` and other programs read about a bundle. */
export function describeProgram(program: Program, files: FileRecords): Manifest {
  if (!files.weights) throw new Error('a bundle has a weights file, though it may be empty');
  return {
    format: 1,
    netloom: netloomVersion,
    name: program.name,
    inputs: program.inputs.map(({ input: { value, image }, offset }) => ({
      name: value.name,
      shape: value.type.shape,
      offset,
      ...(image && { image }),
    })),
    outputs: program.outputs.map(({ output: { name, value, labels }, offset }) => ({
      name,
      shape: value.type.shape,
      offset,
      ...(labels && { labels }),
    })),
    arenaBytes: program.arenaBytes,
    arenaLowerBound: program.arenaLowerBound,
    weights: files.weights,
    ...(program.wasm &&
      files.wasm && { wasm: describeWasm(program.wasm, files.wasm, files.relaxed) }),
    ...(program.webgpu &&
      files.webgpu && { webgpu: describeWebGpu(program, program.webgpu, files.webgpu) }),
  };
}

function describeWasm(
  { arenaBase, threads }: WasmProgram,
  file: FileRecord,
  relaxed: FileRecord | undefined,
): WasmRecord {
  return {
    ...file,
    arenaBase,
    requires: ['wasm-simd'],
    ...(relaxed && { relaxed }),
    ...(threads && { threads }),
  };
}

function describeWebGpu(program: Program, webgpu: WebGpuProgram, file: FileRecord): WebGpuRecord {
  return {
    ...file,
    shaders: webgpu.shaders.map(({ name, code }) => ({
      name,
      bytes: new TextEncoder().encode(code).length,
    })),
    dispatches: webgpu.dispatches.map(({ shader, workgroups, parameters, label }) => ({
      shader,
      workgroups,
      parameters,
      label,
    })),
    limits: requiredLimits(program, webgpu),
  };
}

function requiredLimits(program: Program, { dispatches }: WebGpuProgram): LimitRecord {
  const largest = Math.max(program.arenaBytes, program.weights.byteLength);
  return {
    maxBufferSize: largest,
    maxStorageBufferBindingSize: largest,
    maxComputeWorkgroupsPerDimension: Math.max(0, ...dispatches.flatMap((d) => d.workgroups)),
  };
}

/** The manifest's text: indented, with every list of numbers on one line. */
export function manifestText(manifest: Manifest): string {
  const text = JSON.stringify(manifest, null, 2);
  // A string of JSON has no line break in it, so only lists match.
  return `${text.replace(/\[\n[-+.,\deE\s]*\]/g, (list) =>
    list.replace(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']'),
  )}\n`;
}
