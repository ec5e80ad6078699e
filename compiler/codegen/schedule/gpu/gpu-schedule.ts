import type { Grid, Statement } from '../../loop-ir.js';

/** What a GPU runs for one computation, and how often. */
export interface GpuSchedule {
  readonly statements: readonly Statement[];
  readonly grid: Grid;
}
