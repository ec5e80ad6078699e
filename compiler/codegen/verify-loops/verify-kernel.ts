import type { Kernel } from '../../lower/loops/loop-ir.js';
import { checkBounds } from './check-bounds.js';
import { checkConflicts } from './check-conflicts.js';
import { checkIndices } from './check-indices.js';
import { checkNames } from './check-names.js';
import { checkNesting } from './check-nesting.js';
import { checkRegisters } from './check-registers.js';
import { checkTypes } from './check-types.js';
import type { Finding } from './finding.js';
import { collector } from './finding.js';
import { placesIn } from './places.js';
import type { Regions } from './region.js';
import { withShared } from './region.js';

/**
 * What is wrong with a kernel, or can't be shown to be right; nothing for every kernel that the
 * compiler makes. `regions` says of each of its buffers how long it is and where it lies.
 */
export function verifyKernel(kernel: Kernel, regions: Regions): Finding[] {
  const { report, all } = collector(kernel.name);
  const places = placesIn(kernel);
  const memory = withShared(regions, kernel);
  checkIndices(places, report);
  checkBounds(places, memory, report);
  checkTypes(places, report);
  checkRegisters(kernel, report);
  checkNames(kernel, report);
  checkNesting(kernel, report);
  checkConflicts(kernel, memory, report);
  return all();
}
