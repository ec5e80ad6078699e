import type { Attributes } from '../../ir/graph.js';
import type { OpName } from '../../ir/ops/index.js';
import type { AttributesOf } from '../../ir/rewrite.js';
import type { Lowering } from '../lowering.js';
import { LOWERINGS } from './registry.generated.js';

/** The layer that a recurrence is what remains of: `hoist-recurrent-input` takes each apart. */
type TakenApart<Name extends OpName> = Name extends `${infer Layer}_recurrence` ? Layer : never;
/** What windows move over along one axis: `to-pictures` writes all as pictures. */
type OfRows = Extract<OpName, `${string}1d`>;

/** Every op with a kernel; constants are data. */
export type ComputingOp = Exclude<OpName, 'constant' | TakenApart<OpName> | OfRows>;

/**
 * The lowerings that the files of this folder export under the names of the ops; one that is missing, or one
 * of another op, is a compile error here.
 */
const lowerings = LOWERINGS satisfies {
  readonly [Name in ComputingOp]: Lowering<AttributesOf<Name>>;
};

export function isComputing(op: OpName): op is ComputingOp {
  return op in lowerings;
}

/** The lowering of `op`, its attribute type erased as in `opDefinition`. */
export function loweringOf(op: ComputingOp): Lowering<Attributes> {
  return lowerings[op];
}
