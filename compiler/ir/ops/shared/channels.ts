import type { Shape, TensorType } from '../../types.js';
import { elementCount } from '../../types.js';
import { requireMinimumRank } from './checks.js';

/** The extent of axis 1, where the channels are. Throws `ShapeError` when there is no such axis. */
export function channelsOf(op: string, x: TensorType): number {
  requireMinimumRank(op, x, 2, 0);
  return x.shape[1];
}

/** Maps the flat row-major index of an element to its coordinate along axis 1. */
export function channelIndexer(shape: Shape): (flat: number) => number {
  const perChannel = elementCount(shape.slice(2));
  return (flat) => Math.floor(flat / perChannel) % shape[1];
}
