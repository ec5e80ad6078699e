import type { Index, IndexLike, Variable } from '../../../lower/formulas/index-expr.js';
import { add, ofAtom, scale, toIndex, variable } from '../../../lower/formulas/index-expr.js';
import type { Statement, VectorType } from '../../../lower/loops/loop-ir.js';
import { vectorOf } from '../../../lower/loops/loop-ir.js';
import { digitLets } from './digits.js';
import type { JointAxis } from '../placement/joint-axis.js';
import { countOf, joinAxes, partsAt, throughJoint } from '../placement/joint-axis.js';
import { loop } from '../../../lower/loops/build-loops.js';
import { scalarTypeAt } from '../nests/translate.js';
import type { Product } from './product.js';
import type { Site } from '../placement/site.js';
import type { TileShape } from './tile-shape.js';

/** Steps of the sum for which both operands are staged at a time. */
export const DEPTH = 16;

/** A matrix product cut into tiles, one for each workgroup, and slices of the sum. */
export interface WorkgroupTiling {
  readonly product: Product;
  readonly operands: readonly Site[];
  readonly shape: TileShape;
  /** Of four sums in a register. */
  readonly type: VectorType;
  readonly rows: JointAxis;
  readonly columns: JointAxis;
  /** Axes of the sum that are looped over one by one, around the slices of the rest. */
  readonly outer: readonly Variable[];
  readonly depth: JointAxis;
  readonly slice: Variable;
  readonly rowTile: Variable;
  readonly columnTile: Variable;
  /** An invocation of the workgroup. */
  readonly local: Variable;
  /** Vectors in a row of the tile. */
  readonly across: number;
}

export function tileProduct(
  product: Product,
  operands: readonly Site[],
  shape: TileShape,
): WorkgroupTiling {
  const { rows, columns, reduction } = product;
  const axes = reduction.axes.filter(({ max }) => max > 0);
  const outer = outerAxes(axes);
  const depth = joinAxes('k', axes.slice(outer.length));
  return {
    product,
    operands,
    shape,
    type: vectorOf(scalarTypeAt(reduction.body, { results: new Map() }, operands)),
    rows: joinAxes('row', rows),
    columns: joinAxes('column', columns),
    outer,
    depth,
    slice: variable('slice', Math.ceil((depth.axis.max + 1) / DEPTH)),
    rowTile: variable('row_tile', Math.ceil(countOf(rows) / shape.rows)),
    columnTile: variable('column_tile', Math.ceil(countOf(columns) / shape.columns)),
    local: variable('local', shape.invocations),
    across: shape.columns / 4,
  };
}

/**
 * The axes of a sum that are looped over one by one, so that the rest divides into whole slices;
 * none where nothing does, and all axes are walked as one.
 */
function outerAxes(axes: readonly Variable[]): readonly Variable[] {
  for (let outer = axes.length - 1; outer > 0; outer--) {
    if (countOf(axes.slice(outer)) % DEPTH === 0) return axes.slice(0, outer);
  }
  return [];
}

/** The workgroups, and the statements that say which tile one has. */
export function tilesOf({ product, rowTile, columnTile }: WorkgroupTiling): {
  readonly group: Variable;
  readonly lets: readonly Statement[];
} {
  const batch = product.batch.filter(({ max }) => max > 0);
  const group = variable('group', countOf([...batch, rowTile, columnTile]));
  if (batch.length > 0) return { group, lets: digitLets(group, [...batch, rowTile, columnTile]) };
  // One tile is no special case, so that layers of any size share a text.
  const part = (kind: 'div' | 'mod'): Index =>
    ofAtom({ kind, value: toIndex(group), by: columnTile.max + 1 });
  return {
    group,
    lets: [
      { kind: 'let', variable: columnTile, value: part('mod') },
      { kind: 'let', variable: rowTile, value: part('div') },
    ],
  };
}

/** A loop over all values, also where that is one. */
export function every(v: Variable, body: readonly Statement[]): Statement {
  return loop(v, toIndex(0), toIndex(v.max + 1), body);
}

/** An axis in what runs around the tile. */
export function around(axis: Variable): IndexLike {
  return axis.max === 0 ? 0 : axis;
}

/** An axis of the sum in terms of what is walked in slices. */
export function throughDepth({ depth }: WorkgroupTiling): (axis: Variable) => IndexLike {
  const through = throughJoint(depth);
  return (axis) => (axis.max === 0 ? 0 : through(axis));
}

/** The row of the product that is a row of the tile; it may be behind the last. */
export function rowAt({ rowTile, shape }: WorkgroupTiling, inTile: Index): Index {
  return add(scale(rowTile, shape.rows), inTile);
}

/** A row taken apart into the axes it stands for. */
export interface NamedRow {
  readonly lets: readonly Statement[];
  readonly at: ReadonlyMap<Variable, Index>;
}

/** Gives the axes that a row stands for names that end in `suffix`; one each for every `iteration`. */
export function nameRow(
  { rows: { axis, parts } }: WorkgroupTiling,
  position: Index,
  suffix = '',
  iteration?: Variable,
): NamedRow {
  const lets: Statement[] = [];
  const named = (name: string, extent: number, value: Index, at?: Variable): Index => {
    const v = { ...variable(`${name}${suffix}`, extent), ...(at && { at }) };
    lets.push({ kind: 'let', variable: v, value });
    return toIndex(v);
  };
  if (parts.length === 1) {
    const [part] = parts;
    return { lets, at: new Map([[part, named(part.name, axis.max + 1, position, iteration)]]) };
  }
  const row = named(axis.name, axis.max + 1, position);
  const at = [...partsAt({ axis, parts }, row)].map(
    ([part, value]) => [part, named(part.name, part.max + 1, value, iteration)] as const,
  );
  return { lets, at: new Map(at) };
}
