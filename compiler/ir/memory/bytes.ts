import type { Value } from '../graph.js';
import { physicalBytes, roundUp } from '../layout.js';

/** Values begin at multiples of this many bytes, so that vector loads are aligned. */
export const ALIGNMENT = 16;

/** Bytes of the arena that a laid-out value takes, in whole vectors; 0 without a layout. */
export function bytesOf(value: Value): number {
  if (value.layout === undefined) return 0;
  return roundUp(physicalBytes(value.type, value.layout), ALIGNMENT);
}
