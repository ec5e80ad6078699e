import type { Reduction } from '../../../lower/formulas/compute.js';
import type { Index } from '../../../lower/formulas/index-expr.js';
import { add, scale, toIndex } from '../../../lower/formulas/index-expr.js';
import type {
  Buffer,
  Expression,
  Local,
  SharedMemory,
  Statement,
} from '../../../lower/loops/loop-ir.js';
import { combineInto } from '../nests/combine.js';
import type { WorkgroupDivision } from './workgroup-division.js';

const PARTS: Buffer = { name: 'parts', space: 'workgroup' };

/** The memory that `combineSlices` needs: a result of each invocation. */
export function partsMemory({ vectors, slices, type }: WorkgroupDivision): SharedMemory {
  return { buffer: PARTS, length: vectors * slices * lanesOf(type) };
}

/**
 * Leaves in `result` of every invocation what the slices' `part`s make together, combined by halves:
 * the first half of the slices takes in the second, until one is left.
 */
export function combineSlices(
  division: WorkgroupDivision,
  combine: Reduction['combine'],
  part: Local,
  result: Local,
): Statement[] {
  const { local, slices, vectors, lane, type } = division;
  const both: Local = { name: 'both', type };
  const load = (at: Index): Expression => ({
    kind: 'load',
    type,
    buffer: PARTS,
    address: scale(at, lanesOf(type)),
  });
  const store = (value: Local): Statement => ({
    kind: 'store',
    buffer: PARTS,
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

function lanesOf(type: WorkgroupDivision['type']): number {
  return type === 'f32' ? 1 : 4;
}
