import type { Shape } from '../ir/types.js';
import type { Dtype } from './dtype.js';

/** A tensor that the network needs from its weights. */
export interface Parameter {
  readonly name: string;
  readonly shape: Shape;
  /** The op input it feeds, such as `weight` or `variance`. */
  readonly role: string;
}

/** Where a network's parameters come from: a file, or a generator that has a tensor of any name. */
export interface WeightSource {
  /** What to call it in messages. */
  readonly name: string;
  /** The tensors it holds; absent when it makes them up as they are asked for. */
  readonly tensors?: ReadonlyMap<string, { readonly dtype: Dtype; readonly shape: Shape }>;
  /** Dense row-major elements of a parameter that has been found to fit. */
  read(parameter: Parameter): Float32Array;
}
