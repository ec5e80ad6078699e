/** One target of a loaded bundle: the network in memory, ready to run. */
export interface Backend {
  /** How many threads it uses now, where that is not always one. */
  readonly threads?: number;
  /** Where the inputs are written before `run()`, in the manifest's order. */
  readonly inputs: readonly Float32Array[];
  /**
   * Computes the outputs, in the manifest's order, into the arrays of `into` where there is one and
   * else into arrays of their own. The inputs have been read when it returns, so that they may be
   * written again before its promise settles.
   */
  run(into: readonly (Float32Array | undefined)[]): Promise<Float32Array[]>;
  /** Frees everything; nothing may be called afterwards. */
  dispose(): void;
}
