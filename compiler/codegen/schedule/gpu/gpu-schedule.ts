import type { Grid, Statement } from '../../../lower/loops/loop-ir.js';

/** What a GPU runs for one computation, and how often. */
export interface GpuSchedule {
  /** How, for the name of the kernel: `tiled_64x32`, `tree`, `direct_4x8`. */
  readonly name: string;
  readonly statements: readonly Statement[];
  readonly grid: Grid;
}
