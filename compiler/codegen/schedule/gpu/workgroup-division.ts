import type { GpuMachine } from '../../../target/machine.js';
import type { Index, IndexLike, Variable } from '../../../lower/formulas/index-expr.js';
import {
  add,
  divide,
  modulo,
  scale,
  subtract,
  toIndex,
  variable,
} from '../../../lower/formulas/index-expr.js';
import type { Statement } from '../../../lower/loops/loop-ir.js';
import { digitLets } from './digits.js';
import { countOf } from '../placement/joint-axis.js';
import { loop } from '../../../lower/loops/build-loops.js';
import { largestDivisor } from '../tiling/largest-divisor.js';
import type { Plan } from '../tiling/plan.js';
import type { PlacedCompute } from '../placement/site.js';
import { splitAxes } from '../../../lower/formulas/split-axes.js';

/** A shorter reduction is done before a workgroup could agree on it. */
const LEAST_LENGTH = 64;
/** Fewer slices than this are not worth the barriers. */
const LEAST_SLICES = 4;

/** How workgroups share out reductions: `vectors` neighbours of the output, `slices` of their sums. */
export interface WorkgroupDivision {
  /** The axis that the lanes of a result lie along; absent where a result is one number. */
  readonly lanes?: Variable;
  readonly vectors: number;
  readonly slices: number;
  /** An invocation of the workgroup, */
  readonly local: Variable;
  /** and which slice of which of the neighbours it has. */
  readonly slice: Index;
  readonly lane: Index;
  /** A workgroup, the statements that say which results it has, and which axes these have. */
  readonly group: Variable;
  readonly lets: readonly Statement[];
  readonly around: (axis: Variable) => IndexLike;
}

/**
 * Divides the results of `compute` among workgroups. Undefined where there are results enough for an
 * invocation each, or reductions (the shortest has `length` elements) are short.
 */
export function divideWorkgroup(
  { compute }: PlacedCompute,
  { vectorAxis, vectors: inTile }: Plan,
  length: number,
  { workgroup, enough }: GpuMachine,
): WorkgroupDivision | undefined {
  if (length < LEAST_LENGTH) return undefined;
  const { outer } = splitAxes(compute);
  const lanes = vectorAxis !== undefined && outer.includes(vectorAxis) ? vectorAxis : undefined;
  if (lanes !== undefined && (lanes.max + 1) % 4 !== 0) return undefined;
  const results = countOf(outer) / (lanes === undefined ? 1 : 4);
  const inRow = lanes === undefined ? 1 : (lanes.max + 1) / 4;
  const vectors = lanes === undefined ? 1 : largestDivisor(inRow, inTile);
  const slices = powerOfTwoWithin(
    // With enough outputs nothing has to be shared out.
    Math.min(workgroup.mostInvocations / vectors, length / 4, enough.invocations / results),
  );
  if (slices < LEAST_SLICES) return undefined;
  const local = variable('local', vectors * slices);
  const slice = variable('slice', slices);
  const lane = variable('lane', vectors);
  const tile = variable('tile', inRow / vectors);
  const digits = [...outer.filter((axis) => axis !== lanes), tile].filter(({ max }) => max > 0);
  const group = variable('group', countOf(digits));
  const own: readonly Statement[] = [
    { kind: 'let', variable: slice, value: divide(local, vectors) },
    { kind: 'let', variable: lane, value: modulo(local, vectors) },
  ];
  const first = add(
    scale(tile.max === 0 ? 0 : tile, 4 * vectors),
    vectors === 1 ? 0 : scale(lane, 4),
  );
  return {
    ...(lanes && { lanes }),
    vectors,
    slices,
    local,
    slice: toIndex(vectors === 1 ? local : slice),
    lane: toIndex(vectors === 1 ? 0 : lane),
    group,
    lets: [...digitLets(group, digits), ...(vectors === 1 ? [] : own)],
    around: (axis) => {
      if (axis.max === 0) return 0;
      return axis === lanes ? first : axis;
    },
  };
}

function powerOfTwoWithin(limit: number): number {
  return 2 ** Math.floor(Math.log2(limit));
}

/** A loop over every `slices`-th of `count` positions, from the invocation's own on. */
export function everySlice(
  { slice, slices }: WorkgroupDivision,
  name: string,
  count: number,
  body: (position: Index) => readonly Statement[],
): Statement {
  const iteration = variable(name, Math.ceil(count / slices));
  const end = divide(subtract(count + slices - 1, slice), slices);
  return loop(iteration, toIndex(0), end, body(add(scale(iteration, slices), slice)));
}
