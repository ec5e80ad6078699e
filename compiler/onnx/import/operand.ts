import type { ConstantData, Value } from '../../ir/graph.js';
import type { Elements } from '../../ir/tensor.js';
import { elementsOf } from '../../ir/tensor.js';
import type { Shape, TensorType } from '../../ir/types.js';
import { elementCount } from '../../ir/types.js';
import type { NumberDtype } from '../../weights/dtype.js';
import { elementOf } from './data-types.js';
import type { NumberArray, StoredTensor } from './model-file.js';

/** What a name of the model stands for while the model is imported. */
export type Operand = Known | Computed;

/** Known at import: a weight, or a shape and what was computed from it, integers exact. */
export interface Known {
  readonly kind: 'known';
  readonly dtype: NumberDtype;
  readonly shape: Shape;
  /** What the model calls it, where that is a tensor of its file. */
  readonly stored?: StoredTensor;
  readonly read: () => NumberArray;
}

/** Computed while the network runs. */
export interface Computed {
  readonly kind: 'computed';
  readonly dtype: NumberDtype;
  readonly value: Value;
}

export function shapeOf(operand: Operand): Shape {
  return operand.kind === 'known' ? operand.shape : operand.value.type.shape;
}

export function known(dtype: NumberDtype, shape: Shape, numbers: NumberArray): Known {
  return { kind: 'known', dtype, shape, read: () => numbers };
}

export function fromStored(stored: StoredTensor): Known {
  const { dtype, shape } = stored;
  return { kind: 'known', dtype, shape, stored, read: () => stored.read() };
}

/**
 * The same as a constant of a graph. Whole numbers of 64 bits that don't fit in 32 are the nearest that do,
 * as the largest of all stands for "to the end" in exported models.
 */
export function constantOf(operand: Known, label: string): ConstantData {
  const type: TensorType = { element: elementOf(operand.dtype), shape: operand.shape };
  const isWeight = type.element === 'f32' && elementCount(type.shape) > 1;
  return {
    kind: 'constant-data',
    label,
    type,
    read: () => elementsFor(type, operand.read()),
    ...(isWeight ? { parameter: true as const } : {}),
  };
}

function elementsFor({ element }: TensorType, numbers: NumberArray): Elements {
  if (element === 'f32') {
    return numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);
  }
  if (element !== 'i32') return elementsOf(element, numbers);
  return Int32Array.from(numbers, (value) => Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, value)));
}
