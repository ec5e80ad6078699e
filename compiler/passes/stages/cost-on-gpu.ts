import type { Compute, ComputeStage } from '../../lower/formulas/compute.js';
import { expressionsOf, isRepeated, readsIn } from '../../lower/formulas/compute.js';
import { elementsTouched } from '../../lower/formulas/elements-touched.js';
import type { Variable } from '../../lower/formulas/index-expr.js';
import { splitAxes } from '../../lower/formulas/split-axes.js';
import type { GpuMachine } from '../../target/machine.js';

/** What stages cost a GPU, in multiplications: each is a dispatch, and what it moves takes time beside. */
export function costOnGpu(
  stages: readonly ComputeStage[],
  { cost }: Pick<GpuMachine, 'cost'>,
): number {
  return stages.reduce((sum, stage) => {
    if (isRepeated(stage)) {
      return sum + (stage.variable.max + 1) * costOnGpu(stage.stages, { cost });
    }
    return sum + cost.dispatch + arithmetic(stage) + cost.element * elementsMoved(stage);
  }, 0);
}

function arithmetic(compute: Compute): number {
  const { unrolled = [], reductions, intermediates: steps, axes } = compute;
  const sums = reductions.reduce((count, reduction) => count + pointsOf(reduction.axes), 0);
  return (
    pointsOf(splitAxes(compute).outer) * sums + pointsOf(axes) * (steps.length + pointsOf(unrolled))
  );
}

/** What is stored, and what is read of every operand, each element once. */
function elementsMoved(compute: Compute): number {
  const reads = expressionsOf(compute).flatMap(readsIn);
  const operands = [...new Set(reads.map(({ operand }) => operand))];
  return operands.reduce(
    (sum, operand) => sum + elementsTouched(reads.filter((read) => read.operand === operand)),
    pointsOf(compute.axes) * pointsOf(compute.unrolled ?? []),
  );
}

function pointsOf(axes: readonly Variable[]): number {
  return axes.reduce((count, { max }) => count * (max + 1), 1);
}
