import { countOf } from '../placement/joint-axis.js';
import type { PlacedNode, TiledCompute } from '../placement/placed-node.js';
import { computesIn } from '../placement/placed-node.js';
import { planName } from '../tiling/plan.js';

/**
 * `conv2d_1x1_c64_o256_relu__4x8_panels`: what a kernel computes and, of the stage with the most work,
 * in which tile and order of loops. A procedure has neither.
 */
export function kernelName({ name, stages, procedure }: PlacedNode): string {
  if (procedure !== undefined) return name;
  const { plan } = stages
    .flatMap(computesIn)
    .reduce((most, each) => (pointsOf(each) > pointsOf(most) ? each : most));
  return `${name}__${planName(plan)}`;
}

/** How often the innermost formula of a compute is evaluated. */
function pointsOf({ placed: { compute } }: TiledCompute): number {
  const sums = compute.reductions.map(({ axes }) => countOf(axes));
  return countOf([...compute.axes, ...(compute.unrolled ?? [])]) * Math.max(1, ...sums);
}
