import { gcd } from '../../../ir/ops/shared/gcd.js';
import type { Index, Variable } from '../../../lower/formulas/index-expr.js';
import {
  add,
  modulo,
  rangeOf,
  scale,
  substitute,
  subtract,
  variable,
} from '../../../lower/formulas/index-expr.js';
import type { TiledCompute, PlacedStage } from '../placement/placed-node.js';
import { replaceAxes } from '../../../lower/formulas/replace-axes.js';
import type { Access } from '../placement/accesses.js';
import { accessesOf } from '../placement/accesses.js';
import type { ValueSite } from '../placement/site.js';

/** The stages of one iteration of a loop, cut into blocks that threads may do in any order. */
export interface FixedBlocks {
  readonly block: Variable;
  /** The stages for one block. */
  readonly computes: readonly TiledCompute[];
}

/**
 * Cuts the stages of an iteration, like a step of a recurrence, along the units that all of them have a
 * value or several of: what a block computes, only the same block reads in this iteration. Then threads
 * wait at one barrier an iteration instead of one a stage, and one that has the same blocks in every
 * iteration finds their weights in its cache. `may overlap` says of different buffers whether they share
 * memory. Undefined where it can't be shown that blocks don't depend on each other.
 */
export function fixedBlocks(
  stages: readonly PlacedStage[],
  iteration: Variable,
  mayOverlap: (a: ValueSite, b: ValueSite) => boolean,
): FixedBlocks | undefined {
  const computes = stages.filter((stage) => 'plan' in stage);
  if (computes.length < stages.length) return undefined;
  const extents = computes.map(({ plan: { vectorAxis } }) => (vectorAxis?.max ?? 0) + 1);
  const units = Math.min(...extents);
  const inBlock = Math.max(...computes.map(({ plan }) => 4 * plan.vectors));
  if (units <= inBlock || [inBlock, ...extents].some((count) => isPartial(count, units))) {
    return undefined;
  }
  const cut: Cut = { units, inBlock, block: variable('block', units / inBlock) };
  const blocks = computes.map((each) => inBlocks(each, cut));
  const accesses = blocks.map(accessesOf);
  const areApart = accesses.every(({ stored }) =>
    accesses.every((other) =>
      [other.stored, ...other.read].every(
        (access) =>
          isElsewhere(stored, access, mayOverlap) ||
          stored.index.some((at, axis) => isApart(at, access.index[axis], iteration, cut)),
      ),
    ),
  );
  return areApart ? { block: cut.block, computes: blocks } : undefined;
}

interface Cut {
  readonly units: number;
  readonly inBlock: number;
  readonly block: Variable;
}

function isPartial(count: number, units: number): boolean {
  return Math.max(count, units) % Math.min(count, units) !== 0;
}

/** The compute for one block: of a vectorised axis k·units long, the same units of each segment. */
function inBlocks({ placed, plan }: TiledCompute, { units, inBlock, block }: Cut): TiledCompute {
  const { compute } = placed;
  const { vectorAxis } = plan;
  if (vectorAxis === undefined) throw new Error('only what is vectorised is cut into blocks');
  const segments = (vectorAxis.max + 1) / units;
  const segment = variable(`${vectorAxis.name}_segment`, segments);
  const unit = variable(vectorAxis.name, inBlock);
  const place = add(segments > 1 ? scale(segment, units) : 0, scale(block, inBlock), unit);
  const axes = compute.axes.flatMap((axis) => {
    if (axis !== vectorAxis) return [axis];
    return segments > 1 ? [segment, unit] : [unit];
  });
  return {
    placed: {
      ...placed,
      compute: replaceAxes(compute, axes, (axis) => (axis === vectorAxis ? place : axis)),
    },
    plan: { ...plan, vectorAxis: unit },
  };
}

function isElsewhere(
  a: Access,
  b: Access,
  mayOverlap: (a: ValueSite, b: ValueSite) => boolean,
): boolean {
  return a.site.buffer.name !== b.site.buffer.name && !mayOverlap(a.site, b.site);
}

/** Whether two coordinates never coincide in one iteration, unless in the same block. */
function isApart(a: Index, b: Index, iteration: Variable, { units, inBlock, block }: Cut): boolean {
  const isInBlock = (at: Index): boolean => {
    const { min, max } = rangeOf(subtract(modulo(at, units), scale(block, inBlock)));
    return min >= 0 && max < inBlock;
  };
  return (isInBlock(a) && isInBlock(b)) || areDisjoint(a, b, iteration);
}

/**
 * Whether a − b can't be 0, because all its terms have a factor that the constant lacks (the GCD test
 * of Banerjee, Dependence Analysis for Supercomputing, 1988). Of the variables only `iteration` has the same
 * value in both.
 */
function areDisjoint(a: Index, b: Index, iteration: Variable): boolean {
  const other = substitute(b, (v) => (v === iteration ? v : { ...v, name: `other ${v.name}` }));
  const { constant, terms } = subtract(a, other);
  const factor = terms.reduce((common, { coefficient }) => gcd(common, Math.abs(coefficient)), 0);
  return factor === 0 ? constant !== 0 : constant % factor !== 0;
}
