import type { Compute } from '../../../lower/formulas/compute.js';
import { boundsIn } from '../../../lower/formulas/compute.js';
import type { Variable } from '../../../lower/formulas/index-expr.js';
import {
  coefficientOf,
  dependsOn,
  rangeOf,
  substitute,
} from '../../../lower/formulas/index-expr.js';

/** The rows at which every bound that depends on the row holds for all of the kernel's taps. */
export function interior(compute: Compute, axis: Variable): { begin: number; end: number } {
  let begin = 0;
  let end = axis.max + 1;
  const bounds = compute.reductions.flatMap(({ domain, body }) => [...domain, ...boundsIn(body)]);
  for (const { index, extent } of bounds) {
    if (!dependsOn(index, axis)) continue;
    const step = coefficientOf(index, axis);
    if (step === undefined || step <= 0) return { begin: 0, end: 0 };
    const rest = rangeOf(substitute(index, (v) => (v === axis ? 0 : v)));
    begin = Math.max(begin, Math.ceil(-rest.min / step));
    end = Math.min(end, Math.floor((extent - 1 - rest.max) / step) + 1);
  }
  return begin < end ? { begin, end } : { begin: 0, end: 0 };
}
