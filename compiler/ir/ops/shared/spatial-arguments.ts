import type { SurfaceArgument, SurfaceValue } from '../../op.js';
import type { SpatialRank } from './space.js';

const KINDS = { 1: 'integer', 2: 'pair', 3: 'triple' } as const;

/** The kind of an argument that has a number for each of `rank` spatial axes. */
export function spatialArgument(rank: SpatialRank): Pick<SurfaceArgument, 'kind'> {
  return { kind: KINDS[rank] };
}

/** What was given for it, as a list. */
export function perSpatialAxis(value: SurfaceValue | null): readonly number[] {
  return typeof value === 'number' ? [value] : (value as readonly number[]);
}
