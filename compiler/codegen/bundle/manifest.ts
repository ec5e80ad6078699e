import type {
  DispatchList,
  FileRecord,
  InputRecord,
  LimitRecord,
  Manifest,
  StateRecord,
  WasmRecord,
  WebGpuRecord,
} from '../../../runtime/manifest.js';
import type { Value } from '../../ir/graph.js';
import { elementCount } from '../../ir/types.js';
import type { Program, ProgramState, WebGpuProgram } from '../program.js';
import { sharedFlagOffset } from '../wasm/threads.js';
import { linesOf, shareLines } from './share-lines.js';

/** What a record says beyond the file itself. */
type Facts<Kind extends FileRecord | undefined> = Omit<NonNullable<Kind>, keyof FileRecord>;

/** What `load()` must know of a network whatever it runs on. */
export function describeNetwork(
  program: Program,
): Pick<Manifest, 'name' | 'set' | 'inputs' | 'outputs'> {
  const { name, set } = program;
  return { name, ...(set && { set }), ...describeInterface(program) };
}

/** What goes in and comes out. */
export function describeInterface({
  inputs,
  outputs,
}: Pick<Program, 'inputs' | 'outputs'>): Pick<Manifest, 'inputs' | 'outputs'> {
  return {
    inputs: inputs.map(({ input: { value, image } }) => ({
      name: value.name,
      ...tensorOf(value),
      ...(image && { image }),
    })),
    outputs: outputs.map(({ output: { name: output, value, image, labels } }) => ({
      name: output,
      ...tensorOf(value),
      ...(image && { image }),
      ...(labels && { labels }),
    })),
  };
}

function tensorOf({ type: { element, shape } }: Value): Pick<InputRecord, 'shape' | 'type'> {
  return { shape, ...(element !== 'f32' && { type: element }) };
}

export function describeWasm(
  { inputs, outputs, states, arenaBytes }: Program,
  { arenaBase, threads }: NonNullable<Program['wasm']>,
): Facts<WasmRecord> {
  return {
    arenaBase,
    megabytes: Math.ceil((arenaBase + arenaBytes) / 2 ** 20),
    inputs: inputs.map(({ offset }) => offset),
    outputs: outputs.map(({ offset }) => offset),
    ...(states.length > 0 && { states: states.map((state) => stateRecord(state, state.offset)) }),
    ...(threads && { threads }),
  };
}

/** The flag of a shared memory may lie elsewhere in the other module. */
export function describeRelaxed(
  { threads }: NonNullable<Program['wasm']>,
  binary: Uint8Array,
): Facts<Manifest['relaxed']> {
  return threads ? { threads: { ...threads, sharedFlag: sharedFlagOffset(binary) } } : {};
}

export function describeWebGpu(program: Program, webgpu: WebGpuProgram): Facts<WebGpuRecord> {
  const { arenaBytes, inputs, outputs } = webgpu;
  const limits = requiredLimits(program, webgpu);
  const states = program.states.map((state, index) => stateRecord(state, webgpu.states[index]));
  return {
    arenaBytes,
    inputs,
    outputs,
    ...(states.length > 0 && { states }),
    ...(limits && { limits }),
  };
}

/** Every element is a word in the arena, and those of a state in the weights. */
function stateRecord({ type, from = -1 }: ProgramState, offset: number): StateRecord {
  return [offset, 4 * elementCount(type.shape), from];
}

/** What the device must offer beyond what every one does, if anything. */
export function requiredLimits(
  { weights }: Program,
  { arenaBytes, dispatches, machine: { limits } }: WebGpuProgram,
): LimitRecord | undefined {
  const offered: Required<LimitRecord> = {
    maxBufferSize: limits.bufferBytes,
    maxStorageBufferBindingSize: limits.bindingBytes,
    maxComputeWorkgroupsPerDimension: limits.workgroupsPerDimension,
  };
  const largest = Math.max(arenaBytes, weights.byteLength);
  const needed: Required<LimitRecord> = {
    maxBufferSize: largest,
    maxStorageBufferBindingSize: largest,
    maxComputeWorkgroupsPerDimension: Math.max(0, ...dispatches.flatMap((d) => d.workgroups)),
  };
  const isMore = ([name, value]: [string, number]): boolean =>
    value > offered[name as keyof LimitRecord];
  const more = Object.entries(needed).filter(isMore);
  return more.length === 0 ? undefined : Object.fromEntries(more);
}

/** The text of the file of WGSL, with what is dispatched of it in the last line. */
export function webGpuText({ shaders, dispatches }: WebGpuProgram): string {
  const list: DispatchList = [
    shaders.map(({ name, code }) => [name, linesOf(code).length]),
    dispatches.map(({ shader, workgroups, parameters, label }) => [
      shader,
      workgroups,
      parameters,
      label,
    ]),
  ];
  return `${shareLines(shaders.map(({ code }) => code))}\n//${JSON.stringify(list)}`;
}
