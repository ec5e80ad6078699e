/**
 * What the compiler knows of the machine that a network is compiled for: a value that passes and
 * schedules ask. One file per machine beside this one.
 */
export type Machine = CoreMachine | GpuMachine;

/** Those that a network is compiled for, one for each target. */
export interface Machines {
  readonly wasm: CoreMachine;
  readonly webgpu: GpuMachine;
}

/** What code is generated for. */
export type Target = Machine['kind'];

/** Cores that run WebAssembly with vectors. */
export interface CoreMachine {
  readonly kind: 'wasm';
  /** f32 in a vector. */
  readonly lanes: 4;
  readonly registers: {
    /** Vectors that can be kept beside what an iteration of a loop loads. */
    readonly accumulators: number;
    /** Vectors in all that are free for a loop. */
    readonly free: number;
  };
  /** Additions that have begun and not ended when a core is busy: latency × additions per cycle. */
  readonly additionsAtOnce: number;
  readonly caches: Caches;
  readonly limits: {
    /** The largest memory, in bytes. */
    readonly memoryBytes: number;
    readonly pageBytes: number;
    readonly parameters: number;
  };
  /** Present where several threads can share the work. */
  readonly threads?: Threads;
}

/** A core's own caches, and what is shared behind them; sizes in bytes. */
export interface Caches {
  /** What a read brings in at least. */
  readonly lineBytes: number;
  readonly secondLevelBytes: number;
  /**
   * What is read again and is no larger stays in the second-level cache whatever else a kernel touches
   * meanwhile.
   */
  readonly nearBytes: number;
  /** Beyond, what is read again comes from memory. */
  readonly sharedBytes: number;
  /** A core fetches ahead along lines in so many pages at once. */
  readonly fetchedPages: number;
  readonly pageBytes: number;
}

export interface Threads {
  /** The most that one module serves. */
  readonly most: number;
  /** The most that a bundle starts unless it is told otherwise. */
  readonly usual: number;
}

/** A GPU behind WebGPU; limits are those that every device has. */
export interface GpuMachine {
  readonly kind: 'webgpu';
  /** f32 in a vector. */
  readonly lanes: 4;
  readonly workgroup: {
    /** A multiple of the subgroups of all GPUs, and small enough for small layers to spread out. */
    readonly usualInvocations: number;
    readonly mostInvocations: number;
  };
  /** Fewer workgroups leave most of a GPU idle, and so do fewer invocations. */
  readonly enough: { readonly workgroups: number; readonly invocations: number };
  /** In multiplications that it does meanwhile. */
  readonly cost: {
    /** Between the end of a dispatch and the start of the next that waits for it. */
    readonly dispatch: number;
    /** While an element goes to memory or comes from there. */
    readonly element: number;
  };
  readonly limits: {
    readonly bufferBytes: number;
    readonly bindingBytes: number;
    readonly workgroupsPerDimension: number;
  };
}
