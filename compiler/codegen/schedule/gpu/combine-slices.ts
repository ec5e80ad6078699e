import type { Reduction } from '../../../lower/formulas/compute.js';
import type { ScalarType } from '../../../lower/formulas/expression.js';
import type { Index } from '../../../lower/formulas/index-expr.js';
import { add, scale, toIndex } from '../../../lower/formulas/index-expr.js';
import type {
  Buffer,
  Expression,
  Local,
  SharedMemory,
  Statement,
  ValueType,
} from '../../../lower/loops/loop-ir.js';
import { isVector, scalarOf } from '../../../lower/loops/loop-ir.js';
import { combineInto } from '../nests/combine.js';
import type { WorkgroupDivision } from './workgroup-division.js';

const PARTS: Record<ScalarType, Buffer> = {
  f32: { name: 'parts', space: 'workgroup' },
  i32: { name: 'whole_parts', space: 'workgroup', element: 'i32' },
};

/** The memory that `combineSlices` needs: a result of a type of each invocation. */
export function partsMemory({ vectors, slices }: WorkgroupDivision, type: ValueType): SharedMemory {
  return { buffer: PARTS[scalarOf(type)], length: vectors * slices * lanesOf(type) };
}

/**
 * Leaves in `result` of every invocation what the slices' `part`s make together, combined by halves:
 * the first half of the slices takes in the second, until one is left. In between they lie in `parts`.
 */
export function combineSlices(
  division: WorkgroupDivision,
  parts: Buffer,
  combine: Reduction['combine'],
  part: Local,
  result: Local,
): Statement[] {
  const { local, slices, vectors, lane } = division;
  const { type } = part;
  const both: Local = { name: 'both', type };
  const load = (at: Index): Expression => ({
    kind: 'load',
    type,
    buffer: parts,
    address: scale(at, lanesOf(type)),
  });
  const store = (value: Local): Statement => ({
    kind: 'store',
    buffer: parts,
    address: scale(local, lanesOf(type)),
    value: { kind: 'local', type, local: value },
    lanes: lanesOf(type),
  });
  const statements = [store(part)];
  for (let half = slices / 2; half >= 1; half /= 2) {
    const invocations = half * vectors;
    const body: Statement[] = [
      { kind: 'set', local: both, value: load(toIndex(local)) },
      combineInto(combine, both, load(add(local, invocations))),
      store(both),
    ];
    const conditions = [{ index: toIndex(local), extent: invocations }];
    statements.push({ kind: 'barrier' }, { kind: 'if', conditions, body });
  }
  return [...statements, { kind: 'barrier' }, { kind: 'set', local: result, value: load(lane) }];
}

function lanesOf(type: ValueType): number {
  return isVector(type) ? 4 : 1;
}
