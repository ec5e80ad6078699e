import { roundUp } from '../../layout.js';
import type { WorkspaceTensor } from '../../op.js';
import type { Shape } from '../../types.js';
import { elementCount } from '../../types.js';

/** What a normalisation finds out first, in order. */
export const MOMENT_TENSORS = ['row_moments', 'statistics'] as const;
export type MomentTensor = (typeof MOMENT_TENSORS)[number];

/**
 * For feature maps [N,C,…,W]: the mean of each row of each channel and the standard deviation from it,
 * [2,N,…,C], then for each channel the unit it is measured in, the mean in that unit, and what a distance
 * from that is multiplied by, [3,N,C], all with whole vectors of channels.
 */
export function momentsWorkspace([batch, channels, ...spatial]: Shape): WorkspaceTensor[] {
  const lanes = roundUp(channels, 4);
  const rows = [2, batch, ...spatial.slice(0, -1), lanes];
  return [
    { name: MOMENT_TENSORS[0], shape: rows, offset: 0 },
    { name: MOMENT_TENSORS[1], shape: [3, batch, lanes], offset: elementCount(rows) },
  ];
}
