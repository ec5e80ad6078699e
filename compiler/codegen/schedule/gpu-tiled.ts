import type { Scalar } from '../compute.js';
import { number, substituteBounds, substituteScalar } from '../compute.js';
import type { Index, IndexLike, Variable } from '../index-expr.js';
import {
  add,
  coefficientOf,
  divide,
  modulo,
  ofAtom,
  scale,
  toIndex,
  variable,
} from '../index-expr.js';
import type {
  Buffer,
  Expression,
  Local,
  SetStatement,
  Statement,
  StoreStatement,
} from '../loop-ir.js';
import type { GpuSchedule } from './gpu.js';
import type { TileShape } from './gpu-tile-shape.js';
import { chooseShape } from './gpu-tile-shape.js';
import { digitLets } from './digits.js';
import { hoistInvariants } from './hoist.js';
import type { JointAxis } from './joint-axis.js';
import { countOf, joinAxes, partsAt, throughJoint } from './joint-axis.js';
import { loop, repeat } from './loops.js';
import type { Plan } from './plan.js';
import type { Product } from './product.js';
import { productOf } from './product.js';
import { shareLoads } from './share-loads.js';
import type { PlacedCompute, Site } from './site.js';
import { addressOf } from './site.js';
import { storePoint } from './store.js';
import type { Point } from './translate.js';
import { openConditions, toVector, translate } from './translate.js';

/** Steps of the sum for which both operands are staged at a time. */
const DEPTH = 16;
/** Behind each staged row, so that invocations a row apart don't meet in a memory bank. */
const ROW_PADDING = 4;

const LEFT: Buffer = { name: 'left', space: 'workgroup' };
const RIGHT: Buffer = { name: 'right', space: 'workgroup' };

/**
 * A matrix product in tiles: all invocations of a workgroup together bring slices of both operands to
 * shared memory, where each element is used by a whole row or column of the tile. An invocation keeps
 * four columns of every so many rows in registers. What a convolution reads outside of the picture
 * becomes zeros on the way to shared memory, so that no convolution needs a copy of its input.
 *
 * Undefined where the computation is no product, or too small a one.
 */
export function scheduleTiled(placed: PlacedCompute, plan: Plan): GpuSchedule | undefined {
  const product = productOf(placed.compute, plan.vectorAxis);
  if (product === undefined) return undefined;
  const shape = chooseShape(product);
  return shape && new TiledProduct(placed, product, shape).schedule();
}

/** What brings an operand to shared memory for a slice, and what it has to know before the first. */
interface Staging {
  readonly lets: readonly Statement[];
  readonly statements: readonly Statement[];
}

/** A loop over all values, also where that is one. */
function every(v: Variable, body: readonly Statement[]): Statement {
  return loop(v, toIndex(0), toIndex(v.max + 1), body);
}

class TiledProduct {
  private readonly rows: JointAxis;
  private readonly depth: JointAxis;
  private readonly local: Variable;
  private readonly rowTile: Variable;
  private readonly columnTile: Variable;
  /** Vectors in a row of the tile, which as many invocations have. */
  private readonly across: number;
  private readonly down: number;
  /** Neighbouring vectors of the right operand that lie together in memory. */
  private readonly panel: number;
  private readonly rightStride: number;
  /** Where an invocation's own column and first row are in the tile. */
  private readonly ownColumn: Variable;
  private readonly ownRow: Variable;
  private readonly outer: readonly Variable[];
  private readonly slice: Variable;

  constructor(
    private readonly placed: PlacedCompute,
    private readonly product: Product,
    private readonly shape: TileShape,
  ) {
    const { rows, columns, reduction } = product;
    this.rows = joinAxes('row', rows);
    const axes = reduction.axes.filter(({ max }) => max > 0);
    this.outer = outerAxes(axes);
    this.depth = joinAxes('k', axes.slice(this.outer.length));
    this.slice = variable('slice', Math.ceil((this.depth.axis.max + 1) / DEPTH));
    this.local = variable('local', shape.invocations);
    this.rowTile = variable('row_tile', Math.ceil(countOf(rows) / shape.rows));
    this.columnTile = variable('column_tile', Math.ceil((columns.max + 1) / shape.columns));
    this.across = shape.columns / 4;
    this.down = shape.invocations / this.across;
    this.ownColumn = variable('own_column', this.across);
    this.ownRow = variable('own_row', this.down);
    this.panel = panelOf(placed.operands[product.right.operand], this.across);
    this.rightStride = shape.columns + (this.panel < this.across ? 4 * this.panel : 0);
  }

  schedule(): GpuSchedule {
    const { batch } = this.product;
    const group = variable('group', countOf([...batch, this.rowTile, this.columnTile]));
    const statements = [
      ...this.tileLets(group),
      ...this.placeLets(),
      ...this.sums().map((local): Statement => ({ kind: 'set', local, value: ZERO })),
      ...this.stagedSum(),
      ...this.stores(),
    ];
    const shared = [
      { buffer: LEFT, length: this.shape.rows * (DEPTH + ROW_PADDING) },
      { buffer: RIGHT, length: DEPTH * this.rightStride },
    ];
    return {
      statements: hoistInvariants(statements),
      grid: { kind: 'workgroups', group, local: this.local, shared },
    };
  }

  /** Which tile a workgroup has. One tile is no special case, so that layers of any size share a text. */
  private tileLets(group: Variable): Statement[] {
    const batch = this.product.batch.filter(({ max }) => max > 0);
    if (batch.length > 0) return digitLets(group, [...batch, this.rowTile, this.columnTile]);
    const part = (kind: 'div' | 'mod'): Index =>
      ofAtom({ kind, value: toIndex(group), by: this.columnTile.max + 1 });
    return [
      { kind: 'let', variable: this.columnTile, value: part('mod') },
      { kind: 'let', variable: this.rowTile, value: part('div') },
    ];
  }

  private sums(): Local[] {
    const count = this.shape.rows / this.down;
    return Array.from({ length: count }, (_, row) => ({ name: `sum_${row}`, type: 'f32x4' }));
  }

  /** Slice by slice: stage, wait, multiply, wait. */
  private stagedSum(): readonly Statement[] {
    const left = this.stageLeft();
    const right = this.stageRight();
    const barrier: Statement = { kind: 'barrier' };
    const slices: readonly Statement[] = [
      every(this.slice, [
        ...left.statements,
        ...right.statements,
        barrier,
        ...this.multiply(),
        barrier,
      ]),
    ];
    const nest = this.outer.reduceRight<readonly Statement[]>(
      (body, axis) => [every(axis, body)],
      slices,
    );
    return [...left.lets, ...right.lets, ...nest];
  }

  /** An axis in what runs around the tile. */
  private around(axis: Variable): IndexLike {
    return axis.max === 0 ? 0 : axis;
  }

  /**
   * Rows behind the last are read again and never stored. Where the left operand has whole vectors
   * along the sum, these are staged, and what stands around the sum finds each one's place in the
   * picture; otherwise single elements.
   */
  private stageLeft(): Staging {
    const { invocations, rows } = this.shape;
    const perRow = DEPTH / 4;
    const lets: Statement[] = [];
    const vectorTurn = variable('turn', (rows * perRow) / invocations);
    const at = add(this.local, scale(vectorTurn, invocations));
    const row = divide(at, perRow);
    const found = this.nameRow('_in', this.lastRowAt(row), lets, vectorTurn);
    const store = this.stageLeftAt(row, scale(modulo(at, perRow), 4), 4, found);
    if ((this.depth.axis.max + 1) % 4 === 0 && isWholeVector(store.value)) {
      return { lets: [every(vectorTurn, lets)], statements: [every(vectorTurn, [store])] };
    }
    const turn = variable('turn', (rows * DEPTH) / invocations);
    const element = add(this.local, scale(turn, invocations));
    const [rowAt, step] = this.rowsAreNeighbours()
      ? [modulo(element, rows), divide(element, rows)]
      : [divide(element, DEPTH), modulo(element, DEPTH)];
    const names: Statement[] = [];
    const one = this.stageLeftAt(rowAt, step, 1, this.nameRow('_in', this.lastRowAt(rowAt), names));
    return { lets: [], statements: [every(turn, [...names, one])] };
  }

  /** A row of the tile or, where the tile hangs over the end, the last row there is. */
  private lastRowAt(row: Index): Index {
    return ofAtom({ kind: 'min', a: this.rowAt(row), b: toIndex(this.rows.axis.max) });
  }

  /** Stages `lanes` elements of a row of the tile, from `step` of the slice on. */
  private stageLeftAt(
    row: Index,
    step: Index,
    lanes: 1 | 4,
    at: ReadonlyMap<Variable, Index>,
  ): StoreStatement {
    const { reduction, left } = this.product;
    const { axis: k } = this.depth;
    const extent = k.max + 1;
    const through = this.throughDepth();
    const body: Scalar = {
      kind: 'inside',
      bounds: substituteBounds(reduction.domain, through),
      value: substituteScalar(left, through),
      otherwise: number(0),
    };
    const start = add(scale(this.slice, DEPTH), step);
    const point: Point = {
      bind: (axis) => (axis === k ? start : (at.get(axis) ?? this.around(axis))),
      results: new Map(),
      ...(lanes === 4 ? { vectorAxis: k } : {}),
    };
    const value = translate(body, point, this.placed.operands);
    return {
      kind: 'store',
      buffer: LEFT,
      address: add(scale(row, DEPTH + ROW_PADDING), step),
      value: within(start, extent, lanes === 4 ? toVector(value) : value),
      lanes,
    };
  }

  /** Whether the rows, and not the steps of the sum, lie side by side in memory. */
  private rowsAreNeighbours(): boolean {
    const { left, rows } = this.product;
    const site = this.placed.operands[left.operand];
    return (
      site.kind !== 'literal' &&
      coefficientOf(addressOf(site, left.index), rows[rows.length - 1]) === 1
    );
  }

  /** Vectors along the columns, taken in the order in which they lie in memory. */
  private stageRight(): Staging {
    const { columns, right } = this.product;
    const { axis: k } = this.depth;
    const body = substituteScalar(right, this.throughDepth());
    const turn = variable('turn', (DEPTH * this.across) / this.shape.invocations);
    const count = (columns.max + 1) / 4;
    const element = add(this.local, scale(turn, this.shape.invocations));
    const step = modulo(divide(element, this.panel), DEPTH);
    const inTile = add(
      modulo(element, this.panel),
      scale(divide(element, this.panel * DEPTH), this.panel),
    );
    // Vectors behind the last are read again and never used.
    const vector: Variable = { ...variable('vector', count), at: turn };
    const nearest: Index = ofAtom({
      kind: 'min',
      a: add(scale(this.columnTile, this.across), inTile),
      b: toIndex(count - 1),
    });
    const position = add(scale(this.slice, DEPTH), step);
    const point: Point = {
      bind: (axis) => {
        if (axis === columns) return scale(vector, 4);
        return axis === k ? position : this.around(axis);
      },
      vectorAxis: columns,
      results: new Map(),
    };
    const value = toVector(translate(body, point, this.placed.operands));
    const store: Statement = {
      kind: 'store',
      buffer: RIGHT,
      address: add(scale(step, this.rightStride), scale(inTile, 4)),
      value: within(position, k.max + 1, value),
      lanes: 4,
    };
    return {
      lets: [every(turn, [{ kind: 'let', variable: vector, value: nearest }])],
      statements: [every(turn, [store])],
    };
  }

  private throughDepth(): (axis: Variable) => IndexLike {
    const through = throughJoint(this.depth);
    return (axis) => (axis.max === 0 ? 0 : through(axis));
  }

  /** Four steps of the sum at a time: a vector of each row times four vectors of columns. */
  private multiply(): readonly Statement[] {
    const sums = this.sums();
    return repeat(variable('step', DEPTH / 4), (step) => {
      const rows = [0, 1, 2, 3].map((lane) => {
        const rightRow = add(scale(step, 4), lane);
        return vectorAt(RIGHT, add(scale(rightRow, this.rightStride), scale(this.ownColumn, 4)));
      });
      const products = sums.map((local, row): SetStatement => {
        const leftRow = add(this.ownRow, row * this.down);
        const x = vectorAt(LEFT, add(scale(leftRow, DEPTH + ROW_PADDING), scale(step, 4)));
        const sum: Expression = { kind: 'local', type: 'f32x4', local };
        return { kind: 'set', local, value: { kind: 'products', type: 'f32x4', sum, x, rows } };
      });
      return shareLoads(products);
    });
  }

  /** Which column vector and which first row of the tile an invocation has. */
  private placeLets(): Statement[] {
    return [
      { kind: 'let', variable: this.ownColumn, value: modulo(this.local, this.across) },
      { kind: 'let', variable: this.ownRow, value: divide(this.local, this.across) },
    ];
  }

  /**
   * The rows of an invocation one after another: only what runs often is worth being written out for
   * each. Nothing for rows and columns behind the last.
   */
  private stores(): Statement[] {
    const { columns, reduction } = this.product;
    const column = add(scale(this.columnTile, this.shape.columns), scale(this.ownColumn, 4));
    const from = this.sums().map((local): Expression => ({ kind: 'local', type: 'f32x4', local }));
    const turn = variable('turn', from.length);
    const position = this.rowAt(add(this.ownRow, scale(turn, this.down)));
    const local: Local = { name: 'sum', type: 'f32x4' };
    const body: Statement[] = [
      { kind: 'set', local, value: { kind: 'pick', type: 'f32x4', from, at: toIndex(turn) } },
    ];
    const at = this.nameRow('', position, body);
    const point: Point = {
      bind: (axis) => (axis === columns ? column : (at.get(axis) ?? this.around(axis))),
      vectorAxis: columns,
      results: new Map([[reduction.name, { kind: 'local', type: 'f32x4', local }]]),
    };
    const { shared, elements } = storePoint(this.placed, point, '', 4);
    body.push(...shareLoads([...shared, ...elements.flatMap(({ statements }) => statements)]));
    // Also where it always holds, so that layers of any size have one text.
    const conditions = [
      { index: position, extent: this.rows.axis.max + 1 },
      { index: column, extent: columns.max + 1 },
    ];
    return [every(turn, [{ kind: 'if', conditions, body }])];
  }

  private rowAt(inTile: Index): Index {
    return add(scale(this.rowTile, this.shape.rows), inTile);
  }

  /** Takes a row apart into the axes it stands for, which get names; one each for every `turn`. */
  private nameRow(
    suffix: string,
    position: Index,
    lets: Statement[],
    turn?: Variable,
  ): Map<Variable, Index> {
    const { axis, parts } = this.rows;
    const named = (name: string, extent: number, value: Index, at?: Variable): Index => {
      const v = { ...variable(`${name}${suffix}`, extent), ...(at && { at }) };
      lets.push({ kind: 'let', variable: v, value });
      return toIndex(v);
    };
    if (parts.length === 1) {
      return new Map([[parts[0], named(parts[0].name, axis.max + 1, position, turn)]]);
    }
    const row = named(axis.name, axis.max + 1, position);
    return new Map(
      [...partsAt(this.rows, row)].map(([part, value]) => [
        part,
        named(part.name, part.max + 1, value, turn),
      ]),
    );
  }
}

const ZERO: Expression = { kind: 'number', type: 'f32x4', value: 0 };

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

function panelOf(site: Site, across: number): number {
  const size = site.kind === 'constant' ? (site.packing.panel?.size ?? 0) / 4 : 0;
  return size > 0 && across % size === 0 ? size : across;
}

/** The value where the index is inside, and zeros elsewhere. */
function within(index: Index, extent: number, then: Expression): Expression {
  const conditions = openConditions([{ index, extent }], (axis) => axis);
  if (conditions === 'never') return { kind: 'number', type: then.type, value: 0 };
  if (conditions.length === 0) return then;
  const otherwise: Expression = { kind: 'number', type: then.type, value: 0 };
  return { kind: 'when', type: then.type, conditions, then, otherwise };
}

/** Whether a staged value is one load, perhaps under a condition. */
function isWholeVector(value: Expression): boolean {
  return value.kind === 'load' || (value.kind === 'when' && isWholeVector(value.then));
}

function vectorAt(buffer: Buffer, address: Index): Expression {
  return { kind: 'load', type: 'f32x4', buffer, address };
}
