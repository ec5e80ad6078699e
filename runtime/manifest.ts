/**
 * The manifest of a bundle, `NAME.json`: what the network takes and gives, and what the other files
 * must contain. The compiler writes it, `load()` verifies it and then everything else against it.
 */
export interface Manifest {
  /** The version of this format; a runtime reads exactly one. */
  readonly format: 1;
  /** The version of Netloom that wrote the bundle. */
  readonly netloom: string;
  readonly name: string;
  readonly inputs: readonly InputRecord[];
  readonly outputs: readonly OutputRecord[];
  /**
   * Bytes of the arena that holds every intermediate, and the least that any plan could need. These
   * and the offsets above are those of WebAssembly, where the bundle has it.
   */
  readonly arenaBytes: number;
  readonly arenaLowerBound: number;
  readonly weights: FileRecord;
  readonly wasm?: WasmRecord;
  readonly webgpu?: WebGpuRecord;
}

/** One file of the bundle; nothing of it is used unless size and checksum are these. */
export interface FileRecord {
  readonly file: string;
  readonly bytes: number;
  /**
   * The XXH32 of the last piece of `PIECE_BYTES`, the seed of each being that of the piece before it
   * and 0 at first; so that of the whole file when it is no longer. Eight hexadecimal digits.
   */
  readonly xxh32: string;
}

export interface InputRecord {
  readonly name: string;
  /** Logical axis order, e.g. N, C, H, W. */
  readonly shape: readonly number[];
  /** Byte offset in the arena of the dense f32 tensor. */
  readonly offset: number;
  /** Present when the input also takes raw pixels. */
  readonly image?: ImageRecord;
}

/** tensor[channel] = (pixel * scale - mean[channel]) / standardDeviation[channel], pixel 0 to 255. */
export interface ImageRecord {
  readonly width: number;
  readonly height: number;
  readonly channels: 'rgb' | 'bgr' | 'grey';
  readonly scale: number;
  readonly mean: readonly number[];
  readonly standardDeviation: readonly number[];
}

export interface OutputRecord {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
  /** Class labels along the last axis. */
  readonly labels?: readonly string[];
}

/** A module that exports `memory` and `run`: weights at address 0, the arena at `arenaBase`. */
export interface WasmRecord extends FileRecord {
  readonly arenaBase: number;
  readonly requires: readonly 'wasm-simd'[];
  /** The same module for engines that have relaxed SIMD, where the bundle has one. */
  readonly relaxed?: FileRecord & Pick<WasmRecord, 'threads'>;
  /** Present when several threads can run it. */
  readonly threads?: ThreadsRecord;
}

/**
 * The module then imports its memory instead, as `netloom.memory`. Every thread instantiates it, calls
 * `join(number, count, maySleep)`, and then `run` as often as the others; one that fails calls `leave`.
 */
export interface ThreadsRecord {
  /** The size of the memory, exactly. */
  readonly pages: number;
  /** Address of where the threads meet; the last of the first four words is not 0 when one has left. */
  readonly meeting: number;
  /** Offset of the byte of the module that says whether its memory is shared (3) or not (1). */
  readonly sharedFlag: number;
  /** How many kernel calls the threads divide among themselves. */
  readonly divided: number;
  /** How many threads can run it at most. */
  readonly most: number;
}

/**
 * A file of WGSL: the shaders one after another, each `lines` long, with entry point `main`. What
 * `expandLines` takes stands for lines before it.
 */
export interface WebGpuRecord extends FileRecord {
  /** Bytes of its arena, a multiple of 16, and the byte offsets of inputs and outputs there. */
  readonly arenaBytes: number;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly shaders: readonly ShaderRecord[];
  /** The dispatches of one inference, in order. */
  readonly dispatches: readonly DispatchRecord[];
  /** What the device must offer; every other limit stays at WebGPU's default. */
  readonly limits: LimitRecord;
}

export interface ShaderRecord {
  readonly name: string;
  readonly lines: number;
}

export interface DispatchRecord {
  /** Index into `shaders`. */
  readonly shader: number;
  readonly workgroups: readonly [number, number, number];
  /** The u32 values of the uniform block at binding 2. */
  readonly parameters: readonly number[];
  /** The graph value that it computes. */
  readonly label: string;
}

export type LimitRecord = Readonly<
  Record<
    'maxBufferSize' | 'maxStorageBufferBindingSize' | 'maxComputeWorkgroupsPerDimension',
    number
  >
>;
