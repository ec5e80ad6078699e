import { ONE_CORE } from '../../target/one-core.js';
import { roundUp } from '../layout.js';
import type { WorkspaceTensor } from '../op.js';
import type { PooledStages } from '../pooling.js';
import { bandOf } from '../traits.js';
import type { Shape } from '../types.js';
import { elementCount, STORED_BYTES } from '../types.js';

/** The tensor of a workspace that holds what is to be pooled next. */
export const BAND = 'band';

/** A band lies in a core's second-level cache beside what the root reads meanwhile. */
export const BAND_BYTES = ONE_CORE.caches.nearBytes;

/**
 * What a root leaves for the pooling behind it at a time, [n,rows,W,c]: what its own stages fill, or else as
 * many whole rows of windows as stay in the cache and divide the feature map evenly.
 */
export function bandShape({ produced, pooled, window }: PooledStages): Shape {
  const { root } = produced;
  const band = bandOf(root);
  if (band !== undefined && band !== 'rows') return band;
  const [batch, channels, , width] = root.outputs[0].type.shape;
  const [stride] = window.strides;
  const windows = pooled.root.outputs[0].type.shape[2];
  const perRow = batch * stride * width * channels * STORED_BYTES.f32;
  let count = Math.min(windows, Math.max(1, Math.floor(BAND_BYTES / perRow)));
  while (windows % count !== 0) count--;
  return [batch, count * stride, width, channels];
}

/** The band, behind what the root keeps aside itself. */
export function withBand(
  own: readonly WorkspaceTensor[],
  stages: PooledStages,
): readonly WorkspaceTensor[] {
  const ends = own.map(({ offset, shape }) => offset + elementCount(shape));
  return [
    ...own,
    { name: BAND, shape: bandShape(stages), offset: roundUp(Math.max(0, ...ends), 4) },
  ];
}
