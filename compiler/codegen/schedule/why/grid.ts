import type { GpuMachine } from '../../../target/machine.js';
import { countOf } from '../placement/joint-axis.js';
import type { TiledCompute } from '../placement/placed-node.js';
import { productOf } from '../gpu/product.js';
import { scheduleTree } from '../gpu/tree-reduction.js';
import { chooseShape, LEAST } from '../gpu/tile-shape.js';

/** One of the schedules that a computation may have on a GPU, in the order in which they are tried. */
export interface GridVerdict {
  readonly schedule: 'tiled product' | 'tree reduction' | 'direct';
  readonly fits: boolean;
  readonly why: string;
}

/** What is done again and again, each time with what it left before. */
export const IN_TURN: GridVerdict = {
  schedule: 'direct',
  fits: true,
  why: 'stages of a loop wait for each other: one workgroup goes through them in turn',
};

/** Which schedule a computation has on a GPU, and why not those before it. */
export function gridVerdicts({ placed, plan }: TiledCompute, gpu: GpuMachine): GridVerdict[] {
  const product = productOf(placed.compute, plan.vectorAxis);
  const shape = product && chooseShape(product, gpu);
  if (product !== undefined && shape !== undefined) {
    const why = `workgroups of ${shape.invocations} invocations share ${shape.rows} × ${shape.columns} outputs`;
    return [{ schedule: 'tiled product', fits: true, why }];
  }
  const notTiled: GridVerdict = {
    schedule: 'tiled product',
    fits: false,
    why:
      product === undefined
        ? 'it is no sum of products of two factors, of which each changes along one side only'
        : `${countOf(product.rows)} × ${countOf(product.columns)} outputs of ${countOf(product.reduction.axes)} products are too few: ` +
          `at least ${LEAST.rows} × ${LEAST.columns} of ${LEAST.depth} in whole vectors, ${LEAST.multiplications} products in all`,
  };
  if (scheduleTree(placed, plan, gpu) !== undefined) {
    const why = 'few results of long reductions: the invocations of a workgroup share each';
    return [notTiled, { schedule: 'tree reduction', fits: true, why }];
  }
  return [
    notTiled,
    {
      schedule: 'tree reduction',
      fits: false,
      why: 'reductions are short or absent, have results enough for an invocation each, or have edges',
    },
    { schedule: 'direct', fits: true, why: 'each invocation has a register tile of its own' },
  ];
}
