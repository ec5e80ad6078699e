import { ONE_CORE } from '../../target/one-core.js';
import type { OpNode } from '../graph.js';
import { roundUp } from '../layout.js';
import type { WorkspaceTensor } from '../op.js';
import type { PooledStages } from '../pooling.js';
import { poolingStrides } from '../pooling.js';
import type { WinogradAttributes } from '../ops/shared/winograd.js';
import { winogradGeometry } from '../ops/shared/winograd.js';
import { winogradForm } from '../ops/winograd_conv2d.js';
import type { Shape } from '../types.js';
import { elementCount, STORED_BYTES } from '../types.js';

/** The tensor of a workspace that holds what is to be pooled next. */
export const BAND = 'band';

/** A band lies in a core's second-level cache beside what the root reads meanwhile. */
export const BAND_BYTES = ONE_CORE.caches.nearBytes;

/**
 * What a root leaves for the pooling behind it at a time, [n,rows,W,c]: a Winograd convolution what a
 * strip or a block of it gives, any other root as many whole rows of windows as stay in the cache and
 * divide the picture evenly.
 */
export function bandShape({ produced: { root }, pooled: { root: pool } }: PooledStages): Shape {
  const [batch, channels, , width] = root.outputs[0].type.shape;
  if (root.op === 'winograd_conv2d') {
    const form = formOf(root);
    const { images, stripRows, blockOutputs } = winogradGeometry(form);
    return [images, stripRows * form.tile[0], width, blockOutputs];
  }
  const [stride] = poolingStrides(pool);
  const windows = pool.outputs[0].type.shape[2];
  const perRow = batch * stride * width * channels * STORED_BYTES.f32;
  let count = Math.min(windows, Math.max(1, Math.floor(BAND_BYTES / perRow)));
  while (windows % count !== 0) count--;
  return [batch, count * stride, width, channels];
}

function formOf({ inputs, outputs: [y], attributes }: OpNode): ReturnType<typeof winogradForm> {
  return winogradForm({
    inputs: inputs.map(({ type }) => type),
    output: y.type,
    attributes: attributes as WinogradAttributes,
  });
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
