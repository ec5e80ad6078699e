import type { Span } from '../diagnostics/diagnostic.js';
import type { Elements } from '../ir/tensor.js';
import type { ElementType, Shape } from '../ir/types.js';

/** A tensor that the network needs from its weights. */
export interface Parameter {
  readonly name: string;
  readonly shape: Shape;
  readonly element: ElementType;
  /** The op input it feeds, such as `weight` or `variance`. */
  readonly role: string;
  /** How many entries there are of what it indexes; absent where it is no index. */
  readonly entries?: number;
  /** The source of the layer that needs it. */
  readonly span?: Span;
}

/** A tensor of a file: how its elements are stored, and its extents. */
export interface StoredTensor {
  /** As the format names it; of a type that is not known here, the tensor cannot be read. */
  readonly dtype: string;
  readonly shape: Shape;
}

/** Where a network's parameters come from: a file, or a generator that has a tensor of any name. */
export interface WeightSource {
  /** What to call it in messages. */
  readonly name: string;
  /** The tensors it holds; absent when it makes them up as they are asked for. */
  readonly tensors?: ReadonlyMap<string, StoredTensor>;
  /**
   * Names of tensors that were left out because they are the same as another: by name, the name of
   * the one that is there.
   */
  readonly aliases?: ReadonlyMap<string, string>;
  /**
   * Dense row-major elements of a parameter that has been found to fit, by the source's name. They
   * are in `space`, an array for just them, if one is lent and the source can write them there. Throws a
   * DiagnosticError where a number is none of the parameter's type.
   */
  read(parameter: Parameter, space?: Elements): Elements;
}
