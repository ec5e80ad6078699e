import type { Span } from '../diagnostics/diagnostic.js';
import type { TensorType } from '../ir/types.js';
import type { GraphInput, GraphOutput } from '../ir/graph.js';
import type { GpuMachine } from '../target/machine.js';
import type { Settings } from '../settings.js';
import type { PackingRoom, StoredElements } from './packing.js';

/**
 * What code generation hands to the bundle writer: machine code for one or both targets, the packed
 * weights, and where everything lies. Nothing here does I/O; weights are produced one at a time.
 */
export interface Program {
  readonly name: string;
  /** What it was compiled with. */
  readonly settings?: Settings;
  readonly inputs: readonly ProgramInput[];
  readonly outputs: readonly ProgramOutput[];
  readonly states: readonly ProgramState[];
  /**
   * Bytes of the arena that holds every intermediate, input and output: that of WebAssembly, or of a
   * GPU where it is the only target.
   */
  readonly arenaBytes: number;
  /** The largest sum of simultaneously live bytes: no plan can need less. */
  readonly arenaLowerBound: number;
  readonly weights: WeightImage;
  readonly wasm?: WasmProgram;
  readonly webgpu?: WebGpuProgram;
  /** Values of the network's parameters that tell it from its `others`. */
  readonly set?: SizeValues;
  /** The same network with other values of these, compiled alike: they share `weights`. */
  readonly others?: readonly (Program & { readonly set: SizeValues })[];
}

/** What a size is called by: values of parameters, `{ size: 256 }`. */
export type SizeValues = Readonly<Record<string, SizeValue>>;

export type SizeValue = number | boolean | string | readonly SizeValue[];

/** A graph input in dense logical order at `offset` bytes into the arena. */
export interface ProgramInput {
  readonly input: GraphInput;
  readonly offset: number;
}

/** A graph output in dense logical order at `offset` bytes into the arena. */
export interface ProgramOutput {
  readonly output: GraphOutput;
  readonly offset: number;
}

/** A dense tensor that is kept from run to run, at `offset` bytes into the arena. */
export interface ProgramState {
  readonly name: string;
  readonly type: TensorType;
  readonly offset: number;
  /** Where in the weights that lies which it begins with; absent where it is nothing but zeros. */
  readonly from?: number;
}

/** The packed weights of all targets as one file: segments in order, each 16-byte aligned. */
export interface WeightImage {
  readonly byteLength: number;
  readonly segments: readonly WeightSegment[];
}

export interface WeightSegment {
  /** The constant's label, how it is stored and its packing, e.g. `c1.weight f32 [0/8,2,3,1,8]`. */
  readonly name: string;
  readonly offset: number;
  readonly byteLength: number;
  /**
   * Computes the packed elements in order, some at a time; called once, when the file is written. Each of
   * them may lie in `room`, and lasts until the next is taken.
   */
  readonly pack: (room?: PackingRoom) => Iterable<StoredElements>;
}

/**
 * A module that exports `memory` and `run`. The weight image must be copied to address 0 before the
 * first run; the arena begins at `arenaBase`; `run()` reads the inputs and writes the outputs there.
 */
export interface WasmProgram {
  /** The text of the module, made when it is asked for. */
  readonly wat: () => string;
  readonly binary: Uint8Array;
  readonly arenaBase: number;
  /** The same in fewer instructions, for engines that have relaxed SIMD. */
  readonly relaxed?: Uint8Array;
  /** Present when several threads can run it. */
  readonly threads?: ThreadedWasm;
}

/**
 * The module then imports its memory, and exports `join` and `leave` besides: `wasm/threads.ts` says
 * how threads run it together.
 */
export interface ThreadedWasm {
  /** How large the memory has to be, exactly. */
  readonly pages: number;
  /** Address of the lines that hold the barrier's counters. */
  readonly meeting: number;
  /** Offset of the byte of the module that says whether the memory is shared (3) or not (1). */
  readonly sharedFlag: number;
  /** How many kernel calls the threads divide among themselves; without any, one thread does it. */
  readonly divided: number;
  /** How many threads can run it at most. */
  readonly most: number;
  /** How many do unless `load()` is told otherwise; absent where the machine decides. */
  readonly usual?: number;
}

/**
 * One compute shader per distinct kernel and the dispatches of one inference in order. Every shader
 * has entry point `main` and one bind group: binding 0 the arena (read_write storage), 1 the weight
 * image (read-only storage), 2 a uniform block of the dispatch's `parameters` as u32 (padded to 16
 * bytes). A binding that a shader does not use is still in the layout.
 */
export interface WebGpuCode {
  readonly shaders: readonly { readonly name: string; readonly code: string }[];
  readonly dispatches: readonly Dispatch[];
}

/** The code, and where it has inputs, outputs and states: a GPU's arena has a plan of its own. */
export interface WebGpuProgram extends WebGpuCode {
  /** What it was compiled for, whose limits every device keeps. */
  readonly machine: GpuMachine;
  readonly arenaBytes: number;
  /** Byte offsets into the arena, in the order of the program's inputs, outputs and states. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly states: readonly number[];
}

export interface Dispatch {
  /** Index into `shaders`. */
  readonly shader: number;
  readonly workgroups: readonly [number, number, number];
  readonly parameters: readonly number[];
  /** The graph value it computes and the source it came from. */
  readonly label: string;
  readonly span?: Span;
}
