import type { IntegerType } from './manifest.js';

/** The arrays that hold elements of each type of integers. */
export const INTEGER_ARRAYS = {
  i32: Int32Array,
  u8: Uint8Array,
  bool: Uint8Array,
} as const satisfies Record<IntegerType, unknown>;
