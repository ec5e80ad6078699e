import type { ConstantData, Node, Value } from '../../../ir/graph.js';
import type { Variable } from '../../../lower/formulas/index-expr.js';
import type { Buffer, Statement } from '../../../lower/loops/loop-ir.js';
import type { Packing } from '../../packing.js';
import type { Plan } from '../tiling/plan.js';
import type { PlacedCompute } from './site.js';

/** A node lowered for scheduling: what to compute, in which tiles, from which memory. */
export interface PlacedNode {
  readonly node: Node;
  readonly name: string;
  /** What it computes, in an order that does not matter. */
  readonly computes: readonly TiledCompute[];
  /** How it is gone about: those computes, or stages that lead through the node's workspace. */
  readonly stages: readonly PlacedStage[];
  /** What it does instead where no formula says it; there are no computations then. */
  readonly procedure?: readonly Statement[];
  /** What each of the kernel's buffers is, in the order of its parameters; the outputs are last. */
  readonly arguments: readonly Argument[];
}

export interface TiledCompute {
  readonly placed: PlacedCompute;
  readonly plan: Plan;
}

export type PlacedStage =
  | TiledCompute
  | {
      readonly variable: Variable;
      readonly slot?: Variable;
      readonly stages: readonly PlacedStage[];
    };

/** The computations of a stage, in order. */
export function computesIn(stage: PlacedStage): readonly TiledCompute[] {
  return 'plan' in stage ? [stage] : stage.stages.flatMap(computesIn);
}

export type Argument =
  /** What begins `elements` into a value: a tensor of a workspace, or all of it. */
  | {
      readonly kind: 'value';
      readonly buffer: Buffer;
      readonly value: Value;
      readonly elements?: number;
    }
  | {
      readonly kind: 'constant';
      readonly buffer: Buffer;
      readonly data: ConstantData;
      readonly packing: Packing;
    };
