import type { WorkerSource } from './crew.js';
import type { Source } from './files.js';
import type { Filter } from './resample.js';

/**
 * What a bundle's module knows, `NETLOOM` in its text: what the network takes and gives, where the
 * other files are and what they must contain. `load()` verifies everything against it.
 */
export interface Manifest {
  readonly name: string;
  readonly inputs: readonly InputRecord[];
  readonly outputs: readonly OutputRecord[];
  readonly weights: FileRecord;
  readonly wasm?: WasmRecord;
  /** A second module, for engines that have relaxed SIMD; what is not said of it is as with `wasm`. */
  readonly relaxed?: FileRecord & Pick<WasmRecord, 'threads'>;
  readonly webgpu?: WebGpuRecord;
  /** Present when several threads can run the WebAssembly. */
  readonly worker?: WorkerSource;
  /** Values of the network's parameters, where it was compiled with several. */
  readonly set?: SizeValues;
  /** What is another for other values of these. */
  readonly sizes?: readonly SizeRecord[];
}

export type SizeRecord = Pick<Manifest, 'inputs' | 'outputs' | 'wasm' | 'relaxed' | 'webgpu'> & {
  readonly set: SizeValues;
};

/** `{ size: 256 }` */
export type SizeValues = Readonly<Record<string, unknown>>;

/** One file of the bundle; nothing of it is used unless size and checksum are these. */
export interface FileRecord {
  /**
   * `NAME-CHECKSUM.EXTENSION`: to every cache another version is another file. The checksum, of eight
   * hexadecimal digits, is the XXH32 of the last piece of `PIECE_BYTES`, the seed of each being that of
   * the piece before it and 0 at first; so that of the whole file when it is no longer.
   */
  readonly file: string;
  readonly bytes: number;
  readonly at: Source;
}

/** What elements are where not f32: in an Int32Array, or a Uint8Array, of bool with 0 and 1. */
export type IntegerType = 'i32' | 'u8' | 'bool';

export interface InputRecord {
  readonly name: string;
  /** Logical axis order, e.g. N, C, H, W. */
  readonly shape: readonly number[];
  readonly type?: IntegerType;
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
  /** How pictures of another size are brought to this one, where they are. */
  readonly fit?: 'stretch' | 'cover' | 'contain';
  /** Present when `fit` is. */
  readonly resize?: Filter;
  /** Of `cover`: the short side of the scaled picture, where it is not the least that covers. */
  readonly shortSide?: number;
  /** Of `contain`: the pixel beside the picture, a value for each channel. */
  readonly fill?: readonly number[];
}

export type FittedImage = ImageRecord & Required<Pick<ImageRecord, 'fit' | 'resize'>>;

/** pixel[channel] = (tensor[channel] * standardDeviation[channel] + mean[channel]) / scale. */
export interface OutputImageRecord {
  readonly channels: 'rgb' | 'bgr' | 'rgba' | 'grey';
  readonly scale: number;
  readonly mean: readonly number[];
  readonly standardDeviation: readonly number[];
}

export interface OutputRecord {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type?: IntegerType;
  /** Present when the output is pixels. */
  readonly image?: OutputImageRecord;
  /** Class labels along the last axis. */
  readonly labels?: readonly string[];
}

/** Where a state lies in the arena, its bytes, and where those it begins with are in the weights; −1: zeros. */
export type StateRecord = readonly [offset: number, bytes: number, from: number];

/** Byte offsets in the arena of dense tensors, a word per element whatever its type, in the order of the manifest's. */
export interface ArenaRecord {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** What is kept from run to run; absent where nothing is. */
  readonly states?: readonly StateRecord[];
}

/** A module that exports `memory` and `run`: weights at address 0, the arena at `arenaBase`. */
export interface WasmRecord extends FileRecord, ArenaRecord {
  readonly arenaBase: number;
  /** What its memory takes, rounded up. */
  readonly megabytes: number;
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
  /** How many do unless `load()` is told otherwise; absent where the machine decides. */
  readonly usual?: number;
}

/**
 * A file of WGSL: the shaders one after another, each with entry point `main`, and in its last line, a
 * comment, the JSON of a `DispatchList`. What `expandLines` takes stands for lines before it.
 */
export interface WebGpuRecord extends FileRecord, ArenaRecord {
  /** Bytes of its arena, a multiple of 16. */
  readonly arenaBytes: number;
  /** What the device must offer beyond WebGPU's defaults. */
  readonly limits?: LimitRecord;
}

/** What a network runs on WebGPU; a long list, which only those who use it have to load. */
export type DispatchList = readonly [
  shaders: readonly ShaderRecord[],
  /** Of one inference, in order. */
  dispatches: readonly DispatchRecord[],
];

export type ShaderRecord = readonly [name: string, lines: number];

export type DispatchRecord = readonly [
  /** Index into the shaders. */
  shader: number,
  workgroups: readonly [number, number, number],
  /** The u32 values of the uniform block at binding 2. */
  parameters: readonly number[],
  /** The graph value that it computes, for those who read this. */
  label: string,
];

export type LimitRecord = Readonly<
  Partial<
    Record<
      'maxBufferSize' | 'maxStorageBufferBindingSize' | 'maxComputeWorkgroupsPerDimension',
      number
    >
  >
>;
