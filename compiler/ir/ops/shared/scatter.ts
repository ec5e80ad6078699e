import type { Attributes } from '../../graph.js';
import type { SurfaceArgument } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { zeros } from '../../tensor.js';
import type { TensorType } from '../../types.js';
import { elementCount } from '../../types.js';
import { forEachElement, read, write } from './access.js';
import { requireWord } from './checks.js';
import { largestOperand } from './magnitude.js';

/** What becomes of an element and an update that goes to its place. */
export type ScatterReduction = 'none' | 'add' | 'mul' | 'max' | 'min';

export const SCATTER_REDUCTIONS: readonly ScatterReduction[] = ['none', 'add', 'mul', 'max', 'min'];

export interface ScatterAttributes extends Attributes {
  readonly reduction: string;
}

export const SCATTER_TEXT =
  'All other elements are those of x. Updates of one place are taken in the order in which they lie: the last ' +
  'one stays, or with a `reduction` they are added to what is there, multiplied with it, or the largest or ' +
  'smallest stays.';

export const REDUCTION_SCHEMA = {
  kind: 'string',
  doc: '"none", or what is done with the element that is there: "add", "mul", "max", "min"',
} as const;

export const REDUCTION_ARGUMENT: SurfaceArgument = {
  name: 'reduction',
  kind: 'string',
  default: 'none',
  doc: REDUCTION_SCHEMA.doc,
};

/** Throws `ShapeError`. */
export function requireReduction(op: string, reduction: string): void {
  requireWord(op, 'reduction', reduction, SCATTER_REDUCTIONS);
}

/** Largest element or update, unless they are added or multiplied. */
export function scatterMagnitude(
  [x, , updates]: readonly number[],
  { reduction }: ScatterAttributes,
): number {
  return reduction === 'add' || reduction === 'mul' ? Infinity : largestOperand([x, updates]);
}

/**
 * x with each update, in order, at the place in it that `placeOf` says. Sums and products are rounded to f32
 * once; of i32 they wrap around.
 */
export function scattered(
  x: Tensor,
  updates: Tensor,
  { reduction }: ScatterAttributes,
  type: TensorType,
  placeOf: (coordinates: readonly number[]) => number,
): readonly Tensor[] {
  const combine = COMBINE[reduction as ScatterReduction];
  const sums = Float64Array.from({ length: elementCount(type.shape) }, (_, at) => read(x, at));
  const isWhole = type.element === 'i32';
  forEachElement(updates.shape, (coordinates, at) => {
    const place = placeOf(coordinates);
    const update = read(updates, at);
    const isWrapped = isWhole && reduction === 'mul';
    const both = (isWrapped ? Math.imul : combine)(sums[place], update);
    sums[place] = isWhole ? both | 0 : both;
  });
  const y = zeros(type);
  sums.forEach((sum, at) => {
    write(y, at, sum);
  });
  return [y];
}

const COMBINE: Readonly<Record<ScatterReduction, (there: number, update: number) => number>> = {
  none: (_, update) => update,
  add: (there, update) => there + update,
  mul: (there, update) => there * update,
  max: (there, update) => Math.max(there, update),
  min: (there, update) => Math.min(there, update),
};
