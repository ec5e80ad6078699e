import { roundUp } from '../../layout.js';
import type { WorkspaceTensor } from '../../op.js';
import type { Shape } from '../../types.js';
import { elementCount } from '../../types.js';

/** What a normalisation finds out first, in order. */
export const MOMENT_TENSORS = ['row_moments', 'statistics'] as const;
export type MomentTensor = (typeof MOMENT_TENSORS)[number];

/**
 * For pictures [N,C,H,W]: of each row of each channel the mean, the sum of the squared distances from it
 * and how large the elements are, [3,N,H,C]; then of each channel the unit that elements are taken in,
 * the mean and what the distance from that is multiplied by, [3,N,C], all with whole vectors of channels.
 */
export function momentsWorkspace([batch, channels, height]: Shape): WorkspaceTensor[] {
  const lanes = roundUp(channels, 4);
  const rows = [3, batch, height, lanes];
  return [
    { name: MOMENT_TENSORS[0], shape: rows, offset: 0 },
    { name: MOMENT_TENSORS[1], shape: [3, batch, lanes], offset: elementCount(rows) },
  ];
}
