export const FRAMEWORKS = {
  torch: 'PyTorch',
  keras: 'Keras',
  onnx: 'ONNX',
  jax: 'JAX and Flax',
} as const;

export type Framework = keyof typeof FRAMEWORKS;

/** Names of one thing by framework, several with spaces between. `also` is what else people call it. */
type Names = Readonly<Partial<Record<Framework | 'also', string>>>;

export interface Counterpart extends Names {
  /** The op or block of this language that is the same. */
  readonly here?: string;
  /** The name it would have here, while there is no op or block for it. */
  readonly absent?: string;
  /**
   * How it is written: an expression of a picture `x` or two, `a` and `b`, of 8 channels and 16 × 16; of a
   * `row` of 32 features; of a `sequence`, or `q`, `k` and `v`, of 20 steps and 8 features.
   */
  readonly code?: string;
  readonly note?: string;
}
