import type { GpuMachine } from '../../../target/machine.js';
import type { Statement } from '../../../lower/loops/loop-ir.js';
import { hoistInvariants } from './hoist.js';
import type { Plan } from '../tiling/plan.js';
import { productOf } from './product.js';
import type { PlacedCompute } from '../placement/site.js';
import { multiplyStaged, registerBlock, startBlock, storeBlock } from './register-block.js';
import type { GpuSchedule } from './gpu-schedule.js';
import { stageLeft } from './stage-left.js';
import { stageRight } from './stage-right.js';
import { chooseShape } from './tile-shape.js';
import { every, tileProduct, tilesOf } from './tiling.js';

/**
 * A matrix product in tiles: all invocations of a workgroup together bring slices of both operands to
 * shared memory, where each element is used by a whole row or column of the tile. An invocation keeps
 * four columns of every so many rows in registers. What a convolution reads outside of the feature map
 * becomes zeros on the way to shared memory, so that no convolution needs a copy of its input.
 *
 * Undefined where the computation is no product, or too small a one.
 */
export function scheduleTiled(
  placed: PlacedCompute,
  plan: Plan,
  gpu: GpuMachine,
): GpuSchedule | undefined {
  const product = productOf(placed.compute, plan.vectorAxis);
  const shape = product && chooseShape(product, gpu);
  if (product === undefined || shape === undefined) return undefined;
  const tiling = tileProduct(product, placed.operands, shape);
  const { group, lets } = tilesOf(tiling);
  const block = registerBlock(tiling);
  const left = stageLeft(tiling);
  const right = stageRight(tiling);
  const barrier: Statement = { kind: 'barrier' };
  const slices = every(tiling.slice, [
    ...left.statements,
    ...right.statements,
    barrier,
    ...multiplyStaged(block, left, right),
    barrier,
  ]);
  const statements = [
    ...lets,
    ...startBlock(tiling, block),
    ...left.lets,
    ...right.lets,
    tiling.outer.reduceRight((body, axis) => every(axis, [body]), slices),
    storeBlock(tiling, block, placed),
  ];
  return {
    name: `tiled_${shape.rows}x${shape.columns}`,
    statements: hoistInvariants(statements),
    grid: {
      kind: 'workgroups',
      group,
      local: tiling.local,
      shared: [left.memory, right.memory],
    },
  };
}
