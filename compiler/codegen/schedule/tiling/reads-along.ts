import type { Variable } from '../../../lower/formulas/index-expr.js';
import { dependsOn } from '../../../lower/formulas/index-expr.js';
import { readsIn } from '../../../lower/formulas/compute.js';
import type { PlacedCompute } from '../placement/site.js';

/** How what is read for one element depends on the axes of the output. */
export interface ReadAlong {
  readonly tensor: string;
  /** Axes along which something else is read for every element. */
  readonly changes: readonly string[];
  /** Axes along which all elements read the same. */
  readonly shared: readonly string[];
}

/** Of each tensor that a computation's first reduction reads, or its value where it has none. */
export function readsAlong({ compute, operands }: PlacedCompute): ReadAlong[] {
  const axes = compute.axes.filter(({ max }) => max > 0);
  const reads = readsIn(compute.reductions[0]?.body ?? compute.value);
  const tensors = new Map<number, Variable[]>();
  for (const { operand, index } of reads) {
    const changing = axes.filter((axis) => index.some((coordinate) => dependsOn(coordinate, axis)));
    tensors.set(operand, [...(tensors.get(operand) ?? []), ...changing]);
  }
  return [...tensors].flatMap(([operand, changing]) => {
    const site = operands[operand];
    if (site.kind === 'literal') return [];
    const names = (wanted: boolean): string[] =>
      axes.filter((axis) => changing.includes(axis) === wanted).map(({ name }) => name);
    return [{ tensor: site.buffer.name, changes: names(true), shared: names(false) }];
  });
}
