import { stageResults } from '../kernel.js';
import { roundUp } from '../layout.js';
import type { WorkspaceTensor } from '../op.js';
import type { PooledStages } from '../pooling.js';
import { bandOf } from '../traits.js';
import type { Shape } from '../types.js';
import { elementCount } from '../types.js';

/** The tensor of a workspace that holds what is to be pooled next. */
export const BAND = 'band';

/**
 * What a root leaves for the pooling behind it at a time, [n,rows,W,c]: what its own stages fill, or else as
 * many whole rows as the kernel says.
 */
export function bandShape({ produced: { root }, bandRows }: PooledStages): Shape {
  const band = bandOf(root);
  if (band !== undefined && band !== 'rows') return band;
  const [batch, channels, height, width] = root.outputs[0].type.shape;
  return [batch, bandRows ?? height, width, channels];
}

/** The band, behind what the root keeps aside itself. */
export function withBand(
  own: readonly WorkspaceTensor[],
  stages: PooledStages,
): readonly WorkspaceTensor[] {
  const ends = own.map(({ offset, shape }) => offset + elementCount(shape));
  const offset = roundUp(Math.max(0, ...ends), 4);
  const [{ type }] = stageResults(stages.produced);
  return [...own, { name: BAND, element: type.element, shape: bandShape(stages), offset }];
}
