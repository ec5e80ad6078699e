import type {
  FileRecord,
  LimitRecord,
  Manifest,
  WasmRecord,
  WebGpuRecord,
} from '../../../runtime/manifest.js';
import type { Program, ThreadedWasm, WasmProgram, WebGpuProgram } from '../program.js';
import { sharedFlagOffset } from '../wasm/threads.js';
import { netloomVersion } from './runtime-text.generated.js';
import { linesOf } from './share-lines.js';

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
  { arenaBase, threads, relaxed }: WasmProgram,
  file: FileRecord,
  relaxedFile: FileRecord | undefined,
): WasmRecord {
  return {
    ...file,
    arenaBase,
    requires: ['wasm-simd'],
    ...(relaxed && relaxedFile && { relaxed: { ...relaxedFile, ...flagged(threads, relaxed) } }),
    ...(threads && { threads }),
  };
}

/** The flag may lie elsewhere in the other module. */
function flagged(
  threads: ThreadedWasm | undefined,
  binary: Uint8Array,
): Pick<WasmRecord, 'threads'> {
  return threads ? { threads: { ...threads, sharedFlag: sharedFlagOffset(binary) } } : {};
}

function describeWebGpu(program: Program, webgpu: WebGpuProgram, file: FileRecord): WebGpuRecord {
  const { arenaBytes, inputs, outputs } = webgpu;
  return {
    ...file,
    arenaBytes,
    inputs,
    outputs,
    shaders: webgpu.shaders.map(({ name, code }) => ({
      name,
      lines: linesOf(code).length,
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

function requiredLimits(
  { weights }: Program,
  { arenaBytes, dispatches }: WebGpuProgram,
): LimitRecord {
  const largest = Math.max(arenaBytes, weights.byteLength);
  return {
    maxBufferSize: largest,
    maxStorageBufferBindingSize: largest,
    maxComputeWorkgroupsPerDimension: Math.max(0, ...dispatches.flatMap((d) => d.workgroups)),
  };
}

/**
 * The manifest's text: indented, but what has nothing nested in it beyond lists of plain values is
 * one line, so that a dispatch is.
 */
export function manifestText(manifest: Manifest): string {
  return `${textOf(manifest, '\n')}\n`;
}

/** `lineBreak` comes with the indentation behind it. */
function textOf(value: unknown, lineBreak: string): string {
  if (isPlain(value) || Object.values(value).every(isListOrPlain)) return JSON.stringify(value);
  const inner = `${lineBreak}  `;
  if (Array.isArray(value)) {
    const elements = value.map((element) => textOf(element, inner));
    return `[${inner}${elements.join(`,${inner}`)}${lineBreak}]`;
  }
  const entries = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([key, each]) => `${JSON.stringify(key)}: ${textOf(each, inner)}`);
  return `{${inner}${entries.join(`,${inner}`)}${lineBreak}}`;
}

function isPlain(value: unknown): value is string | number | boolean | null | undefined {
  return typeof value !== 'object' || value === null;
}

function isListOrPlain(value: unknown): boolean {
  return isPlain(value) || (Array.isArray(value) && value.every(isPlain));
}
