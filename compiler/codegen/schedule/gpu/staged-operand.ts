import type { Index } from '../../../lower/formulas/index-expr.js';
import { add, scale } from '../../../lower/formulas/index-expr.js';
import type {
  Buffer,
  Expression,
  SharedMemory,
  Statement,
  ValueType,
} from '../../../lower/loops/loop-ir.js';
import { loadedType, scalarOf, vectorOf } from '../../../lower/loops/loop-ir.js';
import { openConditions } from '../nests/translate.js';

/** Memory of a workgroup that holds what registers of a type do. */
export function stagingBuffer(name: string, type: ValueType): Buffer {
  return { name, space: 'workgroup', ...(scalarOf(type) === 'i32' && { element: 'i32' }) };
}

/** A slice of an operand in the memory of a workgroup. */
export interface StagedOperand {
  readonly memory: SharedMemory;
  /** Elements from one row of it to the next. */
  readonly stride: number;
  /** What has to be known before the first slice. */
  readonly lets: readonly Statement[];
  /** Brings a slice to memory: all invocations together. */
  readonly statements: readonly Statement[];
}

/** Four neighbours in a row of what is staged. */
export function stagedVector(
  { memory, stride }: StagedOperand,
  row: Index,
  start: Index,
): Expression {
  const address = add(scale(row, stride), start);
  const { buffer } = memory;
  return { kind: 'load', type: vectorOf(loadedType(buffer)), buffer, address };
}

/** The value where the index is inside, and zeros elsewhere. */
export function within(index: Index, extent: number, then: Expression): Expression {
  const conditions = openConditions([{ index, extent }], (axis) => axis);
  const otherwise: Expression = { kind: 'number', type: then.type, value: 0 };
  if (conditions === 'never') return otherwise;
  if (conditions.length === 0) return then;
  return { kind: 'when', type: then.type, conditions, then, otherwise };
}
