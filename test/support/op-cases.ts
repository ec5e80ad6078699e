import type { OpName } from '../../compiler/ir/ops/index.js';
import type { OpCase } from './op-cases/case.js';
import { FAMILIES } from './families.generated.js';

export type { OpCase } from './op-cases/case.js';

/**
 * Every op in every form of its attributes, over sizes that are odd, smallest and largest, the same
 * on every run. The reference is held against ONNX Runtime by them, generated code against the
 * reference.
 */
export function* opCases(): Iterable<OpCase> {
  for (const family of FAMILIES) yield* family();
}

/** The same cases by op. */
export function opCasesByOp(): ReadonlyMap<OpName, readonly OpCase[]> {
  const groups = new Map<OpName, OpCase[]>();
  for (const each of opCases()) {
    const group = groups.get(each.op);
    if (group === undefined) groups.set(each.op, [each]);
    else group.push(each);
  }
  return groups;
}
