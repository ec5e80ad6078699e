import type { Scalar } from '../compute.js';
import { number, substituteBounds, substituteScalar } from '../compute.js';
import type { Index, IndexLike, Variable } from '../index-expr.js';
import {
  add,
  coefficientOf,
  divide,
  minimum,
  modulo,
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

const LEFT: Buffer = { name: 'left_tile', space: 'workgroup' };
const RIGHT: Buffer = { name: 'right_tile', space: 'workgroup' };

/** Outputs of a workgroup, and how many invocations share them. */
interface TileShape {
  readonly rows: number;
  readonly columns: number;
  readonly invocations: number;
}

/** Largest first: the more outputs a workgroup has, the more often it uses what it stages. */
const SHAPES: readonly TileShape[] = [
  { rows: 64, columns: 64, invocations: 128 },
  { rows: 64, columns: 32, invocations: 64 },
  { rows: 32, columns: 32, invocations: 64 },
  { rows: 64, columns: 16, invocations: 64 },
];
/** Fewer workgroups than this leave most of a GPU idle. */
const ENOUGH_WORKGROUPS = 64;
/** Below, tiles would be mostly empty or not worth waiting for. */
const LEAST = { rows: 16, columns: 16, depth: 16, multiplications: 2 ** 18 };

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

function chooseShape({ rows, columns, batch, reduction }: Product): TileShape | undefined {
  const extents = { rows: countOf(rows), columns: columns.max + 1, depth: countOf(reduction.axes) };
  if (extents.columns % 4 !== 0) return undefined;
  if (extents.rows < LEAST.rows || extents.columns < LEAST.columns) return undefined;
  if (extents.depth < LEAST.depth) return undefined;
  const multiplications = countOf(batch) * extents.rows * extents.columns * extents.depth;
  if (multiplications < LEAST.multiplications) return undefined;
  const tiles = (extent: number, size: number): number => Math.ceil(extent / size);
  const fitting = SHAPES.filter(
    (shape) => 3 * tiles(extents.columns, shape.columns) * shape.columns <= 4 * extents.columns,
  );
  const busy = fitting.find(
    (shape) =>
      countOf(batch) * tiles(extents.rows, shape.rows) * tiles(extents.columns, shape.columns) >=
      ENOUGH_WORKGROUPS,
  );
  return busy ?? fitting.find(({ rows: size }) => size === 32) ?? SHAPES[SHAPES.length - 1];
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
  private readonly outer: readonly Variable[];

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
    this.local = variable('local', shape.invocations);
    this.rowTile = variable('row_tile', Math.ceil(countOf(rows) / shape.rows));
    this.columnTile = variable('column_tile', Math.ceil((columns.max + 1) / shape.columns));
    this.across = shape.columns / 4;
    this.down = shape.invocations / this.across;
    this.panel = panelOf(placed.operands[product.right.operand], this.across);
    this.rightStride = shape.columns + (this.panel < this.across ? 4 * this.panel : 0);
  }

  schedule(): GpuSchedule {
    const { batch } = this.product;
    const digits = [...batch, this.rowTile, this.columnTile].filter(({ max }) => max > 0);
    const group = variable('group', countOf(digits));
    const statements = [
      ...digitLets(group, digits),
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

  private sums(): Local[] {
    const count = this.shape.rows / this.down;
    return Array.from({ length: count }, (_, row) => ({ name: `sum_${row}`, type: 'f32x4' }));
  }

  /** Slice by slice: stage, wait, multiply, wait. */
  private stagedSum(): readonly Statement[] {
    const { lets, statements } = this.stageLeft();
    const barrier: Statement = { kind: 'barrier' };
    const slices = repeat(this.slice(), () => [
      ...statements,
      ...this.stageRight(),
      barrier,
      ...this.multiply(),
      barrier,
    ]);
    const nest = this.outer.reduceRight<readonly Statement[]>(
      (body, axis) => [loop(axis, toIndex(0), toIndex(axis.max + 1), body)],
      slices,
    );
    return [...lets, ...nest];
  }

  private slice(): Variable {
    return variable('slice', Math.ceil((this.depth.axis.max + 1) / DEPTH));
  }

  private sliceStart(): Index {
    const slice = this.slice();
    return slice.max === 0 ? toIndex(0) : scale(slice, DEPTH);
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
  private stageLeft(): { lets: readonly Statement[]; statements: readonly Statement[] } {
    const { invocations, rows } = this.shape;
    const perRow = DEPTH / 4;
    const lets: Statement[] = [];
    const turns = Array.from({ length: (rows * perRow) / invocations }, (_, turn) => {
      const element = add(this.local, turn * invocations);
      const [row, vector] = [divide(element, perRow), modulo(element, perRow)];
      return this.stageLeftAt(row, scale(vector, 4), 4, `_in_${turn}`, lets);
    });
    const wholeVectors =
      (this.depth.axis.max + 1) % 4 === 0 && turns.every(({ value }) => isWholeVector(value));
    if (wholeVectors) return { lets, statements: turns };
    const turn = variable('turn', (rows * DEPTH) / invocations);
    const statements = repeat(turn, (index) => {
      const element = add(this.local, scale(index, invocations));
      const names: Statement[] = [];
      const store = this.rowsAreNeighbours()
        ? this.stageLeftAt(modulo(element, rows), divide(element, rows), 1, '_in', names)
        : this.stageLeftAt(divide(element, DEPTH), modulo(element, DEPTH), 1, '_in', names);
      return [...names, store];
    });
    return { lets: [], statements };
  }

  /** Stages `lanes` elements of a row of the tile, from `step` of the slice on. */
  private stageLeftAt(
    row: Index,
    step: Index,
    lanes: 1 | 4,
    suffix: string,
    lets: Statement[],
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
    const at = this.nameRow(suffix, minimum(this.rowAt(row), this.rows.axis.max), lets);
    const start = add(this.sliceStart(), step);
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
  private stageRight(): Statement[] {
    const { columns, right } = this.product;
    const { axis: k } = this.depth;
    const body = substituteScalar(right, this.throughDepth());
    const turns = (DEPTH * this.across) / this.shape.invocations;
    const lastVector = (columns.max + 1) / 4 - 1;
    return Array.from({ length: turns }, (_, turn): Statement => {
      const element = add(this.local, turn * this.shape.invocations);
      const step = modulo(divide(element, this.panel), DEPTH);
      const vector = add(
        modulo(element, this.panel),
        scale(divide(element, this.panel * DEPTH), this.panel),
      );
      const at = minimum(add(scale(this.around(this.columnTile), this.across), vector), lastVector);
      const position = add(this.sliceStart(), step);
      const point: Point = {
        bind: (axis) => {
          if (axis === columns) return scale(at, 4);
          return axis === k ? position : this.around(axis);
        },
        vectorAxis: columns,
        results: new Map(),
      };
      const value = toVector(translate(body, point, this.placed.operands));
      return {
        kind: 'store',
        buffer: RIGHT,
        address: add(scale(step, this.rightStride), scale(vector, 4)),
        value: within(position, k.max + 1, value),
        lanes: 4,
      };
    });
  }

  private throughDepth(): (axis: Variable) => IndexLike {
    const through = throughJoint(this.depth);
    return (axis) => (axis.max === 0 ? 0 : through(axis));
  }

  /** Four steps of the sum at a time: a vector of each row times four vectors of columns. */
  private multiply(): readonly Statement[] {
    const [across, down] = this.places();
    const sums = this.sums();
    return repeat(variable('step', DEPTH / 4), (step) => {
      const products = [0, 1, 2, 3].flatMap((lane) =>
        sums.map((local, row): SetStatement => {
          const leftRow = add(down, row * this.down);
          const x = vectorAt(LEFT, add(scale(leftRow, DEPTH + ROW_PADDING), scale(step, 4)));
          const rightRow = add(scale(step, 4), lane);
          const y = vectorAt(RIGHT, add(scale(rightRow, this.rightStride), scale(across, 4)));
          return { kind: 'set', local, value: multiplyAdd(local, x, lane, y) };
        }),
      );
      return shareLoads(products);
    });
  }

  /** Which column vector and which first row of the tile an invocation has. */
  private places(): [across: Index, down: Index] {
    return [modulo(this.local, this.across), divide(this.local, this.across)];
  }

  /** Nothing for rows and columns behind the last. */
  private stores(): Statement[] {
    const { columns, reduction } = this.product;
    const [across, down] = this.places();
    const column = add(scale(this.around(this.columnTile), this.shape.columns), scale(across, 4));
    return this.sums().flatMap((local, row): Statement[] => {
      const position = this.rowAt(add(down, row * this.down));
      const conditions = openConditions(
        [
          { index: position, extent: this.rows.axis.max + 1 },
          { index: column, extent: columns.max + 1 },
        ],
        (axis) => axis,
      );
      if (conditions === 'never') return [];
      const body: Statement[] = [];
      const at = this.nameRow(`_${row}`, position, body);
      const point: Point = {
        bind: (axis) => (axis === columns ? column : (at.get(axis) ?? this.around(axis))),
        vectorAxis: columns,
        results: new Map([[reduction.name, { kind: 'local', type: 'f32x4', local }]]),
      };
      const { shared, elements } = storePoint(this.placed, point, `_${row}`, 4);
      body.push(...shareLoads([...shared, ...elements.flatMap(({ statements }) => statements)]));
      return conditions.length === 0 ? body : [{ kind: 'if', conditions, body }];
    });
  }

  private rowAt(inTile: Index): Index {
    return add(scale(this.around(this.rowTile), this.shape.rows), inTile);
  }

  /** Takes a row apart into the axes it stands for, which get names. */
  private nameRow(suffix: string, position: Index, lets: Statement[]): Map<Variable, Index> {
    const { axis, parts } = this.rows;
    const named = (name: string, extent: number, value: Index): Index => {
      const v = variable(`${name}${suffix}`, extent);
      lets.push({ kind: 'let', variable: v, value });
      return toIndex(v);
    };
    if (parts.length === 1) {
      return new Map([[parts[0], named(parts[0].name, axis.max + 1, position)]]);
    }
    const row = named(axis.name, axis.max + 1, position);
    return new Map(
      [...partsAt(this.rows, row)].map(([part, value]) => [
        part,
        named(part.name, part.max + 1, value),
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

/** local + x[lane] · y. */
function multiplyAdd(local: Local, x: Expression, lane: number, y: Expression): Expression {
  const scalar: Expression = { kind: 'extract', type: 'f32', x, lane };
  const a: Expression = { kind: 'splat', type: 'f32x4', x: scalar };
  const product: Expression = { kind: 'binary', type: 'f32x4', op: 'mul', a, b: y };
  const sum: Expression = { kind: 'local', type: 'f32x4', local };
  return { kind: 'binary', type: 'f32x4', op: 'add', a: sum, b: product };
}
