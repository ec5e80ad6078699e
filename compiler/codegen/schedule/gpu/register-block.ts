import type { Variable } from '../../../lower/formulas/index-expr.js';
import {
  add,
  divide,
  modulo,
  scale,
  toIndex,
  variable,
} from '../../../lower/formulas/index-expr.js';
import type {
  Expression,
  Local,
  SetStatement,
  Statement,
  VectorType,
} from '../../../lower/loops/loop-ir.js';
import { partsAt } from '../placement/joint-axis.js';
import { repeat } from '../../../lower/loops/build-loops.js';
import { identity } from '../nests/combine.js';
import { shareLoads } from '../nests/share-loads.js';
import type { PlacedCompute } from '../placement/site.js';
import { pointStorer } from '../nests/store.js';
import type { Point } from '../nests/translate.js';
import type { StagedOperand } from './staged-operand.js';
import { stagedVector } from './staged-operand.js';
import type { WorkgroupTiling } from './tiling.js';
import { around, DEPTH, every, nameRow, rowAt } from './tiling.js';

type SumRegister = Local & { readonly type: VectorType };

/** What an invocation keeps in registers: four columns of every `down`-th row of the tile. */
export interface RegisterBlock {
  readonly column: Variable;
  readonly row: Variable;
  readonly down: number;
  readonly sums: readonly SumRegister[];
}

export function registerBlock({ shape, across, type }: WorkgroupTiling): RegisterBlock {
  const down = shape.invocations / across;
  return {
    column: variable('own_column', across),
    row: variable('own_row', down),
    down,
    sums: Array.from({ length: shape.rows / down }, (_, row) => ({
      name: `sum_${row}`,
      type,
    })),
  };
}

/** Where the block is in the tile, and its sums at 0. */
export function startBlock({ across, local }: WorkgroupTiling, block: RegisterBlock): Statement[] {
  return [
    { kind: 'let', variable: block.column, value: modulo(local, across) },
    { kind: 'let', variable: block.row, value: divide(local, across) },
    ...block.sums.map((sum): Statement => ({
      kind: 'set',
      local: sum,
      value: identity('sum', sum.type),
    })),
  ];
}

/** Four steps of the sum at a time: a vector of each row times four vectors of columns. */
export function multiplyStaged(
  { column, row, down, sums }: RegisterBlock,
  left: StagedOperand,
  right: StagedOperand,
): readonly Statement[] {
  return repeat(variable('step', DEPTH / 4), (step) => {
    const rows = [0, 1, 2, 3].map((lane) =>
      stagedVector(right, add(scale(step, 4), lane), scale(column, 4)),
    );
    const products = sums.map((local, iteration): SetStatement => {
      const x = stagedVector(left, add(row, iteration * down), scale(step, 4));
      const { type } = local;
      const sum: Expression = { kind: 'local', type, local };
      return { kind: 'set', local, value: { kind: 'products', type, sum, x, rows } };
    });
    return shareLoads(products);
  });
}

/**
 * Stores the rows of the block one after another: only what runs often is worth being written out for
 * each. Nothing for rows and columns behind the last.
 */
export function storeBlock(
  tiling: WorkgroupTiling,
  { column, row, down, sums }: RegisterBlock,
  placed: PlacedCompute,
): Statement {
  const { columns, product, type } = tiling;
  const start = add(scale(tiling.columnTile, tiling.shape.columns), scale(column, 4));
  const from = sums.map((local): Expression => ({ kind: 'local', type, local }));
  const iteration = variable('iteration', sums.length);
  const position = rowAt(tiling, add(row, scale(iteration, down)));
  const local: Local = { name: 'sum', type };
  const { lets, at } = nameRow(tiling, position);
  const inRow = partsAt(columns, start);
  const point: Point = {
    bind: (axis) => inRow.get(axis) ?? at.get(axis) ?? around(axis),
    vectorAxis: columns.parts[columns.parts.length - 1],
    results: new Map([[product.reduction.name, { kind: 'local', type, local }]]),
  };
  const { shared, elements } = pointStorer(placed)(point, '', 4);
  const body: Statement[] = [
    { kind: 'set', local, value: { kind: 'pick', type, from, at: toIndex(iteration) } },
    ...lets,
    ...shareLoads([...shared, ...elements.flatMap(({ statements }) => statements)]),
  ];
  // Also where it always holds, so that layers of any size have one text.
  const conditions = [
    { index: position, extent: tiling.rows.axis.max + 1 },
    { index: start, extent: columns.axis.max + 1 },
  ];
  return every(iteration, [{ kind: 'if', conditions, body }]);
}
