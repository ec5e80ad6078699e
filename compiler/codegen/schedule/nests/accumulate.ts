import type { Reduction, Scalar } from '../../../lower/formulas/compute.js';
import type { IndexLike, Variable } from '../../../lower/formulas/index-expr.js';
import type { Local, SetStatement, Statement } from '../../../lower/loops/loop-ir.js';
import type { Site } from '../placement/site.js';
import { combineInto, identity } from './combine.js';
import type { EdgeTaps } from './edge-taps.js';
import { repeat } from '../../../lower/loops/build-loops.js';
import { maximumByRows } from './maximum-rows.js';
import type { Reduced } from './reduced.js';
import { registerOf, registersOf } from './reduced.js';
import type { BindAxis } from './reduction-loops.js';
import { reductionLoops } from './reduction-loops.js';
import { withSharedLoads } from './share-loads.js';
import type { SplitDomain } from './split-domain.js';
import { isEverywhere, onlyWhere } from './split-domain.js';
import type { Taps } from './taps.js';
import type { Point } from './translate.js';
import { translate } from './translate.js';

/** What is reduced at the points of a register tile, and how its taps are gone through. */
export interface Accumulation {
  readonly reduction: Reduction;
  /** What is combined at each step, with the bounds that are tested per element. */
  readonly body: Scalar;
  readonly points: readonly Point[];
  readonly operands: readonly Site[];
  readonly domain: Pick<SplitDomain, 'clamped' | 'whole'>;
  /** Taps that are written out. */
  readonly taps: Taps | undefined;
  /** Taps that are a loop for each range of points that sees them. */
  readonly edge: EdgeTaps | undefined;
}

/** A register for each point, into which the loops combine one step after another. */
export function accumulate(all: Accumulation): Reduced {
  const { reduction, points, operands, domain, taps, edge } = all;
  const locals = registersOf(reduction, points, operands);
  const values = locals.map(registerOf);
  const axes = reduction.axes.filter((axis) => axis !== taps?.axis);
  const combine: Combine = (bindAxis, counts) => combinations(all, locals, bindAxis, counts);
  const [row, ...others] = axes.filter((axis) => axis.max > 0);
  const isOfRows = taps !== undefined && others.length === 0 && isEverywhere(domain);
  if (reduction.combine === 'max' && isOfRows) {
    const at = (index: IndexLike): SetStatement[] =>
      combine((axis) => (axis === row ? index : axes.includes(axis) ? 0 : undefined));
    return { statements: maximumByRows(row, at, oneTurn), values };
  }
  const loops: Loops = (some, inside) =>
    reductionLoops(some, domain.clamped, points[0], operands, inside);
  const nest =
    edge === undefined
      ? loops(axes, (bindAxis) => oneTurn(combine(bindAxis)))
      : edgeNest(edge, axes, loops, combine);
  const start = locals.map((local): Statement => ({
    kind: 'set',
    local,
    value: identity(reduction.combine, local.type),
  }));
  return {
    statements: [...start, ...onlyWhere(domain.whole, reduction, points[0], operands, nest)],
    values,
  };
}

/** One step at the points that count, in loops that bind the axes. */
type Combine = (bindAxis: BindAxis, counts?: (position: number) => boolean) => SetStatement[];

type Loops = (
  axes: readonly Variable[],
  inside: (bindAxis: BindAxis) => readonly Statement[],
) => readonly Statement[];

/** Combines what each point sees, one tap after another where these are written out. */
function combinations(
  { reduction, body, points, operands, taps }: Accumulation,
  locals: readonly Local[],
  bindAxis: BindAxis,
  counts: (position: number) => boolean = () => true,
): SetStatement[] {
  const step = (tap: number): SetStatement[] =>
    points.flatMap((point, position) => {
      if (!counts(position) || taps?.counts(point, tap) === false) return [];
      const bind = (axis: Variable): IndexLike =>
        axis === taps?.axis ? tap : (bindAxis(axis) ?? point.bind(axis));
      const value = translate(body, { ...point, bind }, operands);
      return [combineInto(reduction.combine, locals[position], value)];
    });
  return Array.from({ length: (taps?.axis.max ?? 0) + 1 }, (_, tap) => step(tap)).flat();
}

/** What is done in an iteration, which loads once what several points read. */
function oneTurn(statements: readonly SetStatement[]): Statement[] {
  const { loads, rest } = withSharedLoads(statements);
  // V8 emits the last sum first. If what that needs is loaded first, it puts the other loads
  // between the multiplications instead of in front of them all: some 5 % of a matrix product.
  return [...loads.toReversed(), ...rest];
}

/** The loops where a window hangs over an edge: one for each range of taps, with the points that see it. */
function edgeNest(
  edge: EdgeTaps,
  axes: readonly Variable[],
  loops: Loops,
  combine: Combine,
): readonly Statement[] {
  const at = axes.indexOf(edge.axis);
  return loops(axes.slice(0, at), (bindOuter) =>
    edge.ranges.flatMap((range) =>
      repeat(range.taps, (tap) =>
        loops(axes.slice(at + 1), (bindInner) => {
          const bind: BindAxis = (axis) =>
            axis === edge.axis ? tap : (bindInner(axis) ?? bindOuter(axis));
          return oneTurn(combine(bind, (position) => range.points.has(position)));
        }),
      ),
    ),
  );
}
