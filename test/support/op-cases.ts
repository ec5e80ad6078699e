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

let groups: ReadonlyMap<OpName, readonly OpCase[]> | undefined;

/** The same cases by op, made once in a process. */
export function opCasesByOp(): ReadonlyMap<OpName, readonly OpCase[]> {
  groups ??= grouped();
  return groups;
}

function grouped(): Map<OpName, OpCase[]> {
  const found = new Map<OpName, OpCase[]>();
  for (const each of opCases()) {
    const group = found.get(each.op);
    if (group === undefined) found.set(each.op, [each]);
    else group.push(each);
  }
  return found;
}
