import type { Scalar } from '../../../lower/formulas/compute.js';
import { substituteBounds, substituteScalar } from '../../../lower/formulas/compute.js';
import type { Index } from '../../../lower/formulas/index-expr.js';
import {
  add,
  coefficientOf,
  divide,
  modulo,
  ofAtom,
  scale,
  toIndex,
  variable,
} from '../../../lower/formulas/index-expr.js';
import type { Buffer, Expression, StoreStatement } from '../../../lower/loops/loop-ir.js';
import { scalarOf } from '../../../lower/loops/loop-ir.js';
import { identityElement } from '../nests/combine.js';
import { addressOf } from '../placement/site.js';
import type { Point } from '../nests/translate.js';
import { toVector, translate } from '../nests/translate.js';
import type { StagedOperand } from './staged-operand.js';
import { stagingBuffer, within } from './staged-operand.js';
import type { NamedRow, WorkgroupTiling } from './tiling.js';
import { around, DEPTH, every, nameRow, rowAt, throughDepth } from './tiling.js';

/** Behind each staged row, so that invocations a row apart don't meet in a memory bank. */
const ROW_PADDING = 4;
const STRIDE = DEPTH + ROW_PADDING;

/**
 * A slice of the left operand, [row of the tile, step of the sum]. Where it has whole vectors along
 * the sum, these are staged, and what stands around the sum finds each one's place in the feature map;
 * otherwise single elements. What a convolution reads outside of the feature map becomes zeros here.
 */
export function stageLeft(tiling: WorkgroupTiling): StagedOperand {
  const staged = {
    memory: { buffer: leftOf(tiling), length: tiling.shape.rows * STRIDE },
    stride: STRIDE,
  };
  return { ...staged, ...(stageVectors(tiling) ?? stageElements(tiling)) };
}

function leftOf({ type }: WorkgroupTiling): Buffer {
  return stagingBuffer('left', type);
}

type Staging = Pick<StagedOperand, 'lets' | 'statements'>;

function stageVectors(tiling: WorkgroupTiling): Staging | undefined {
  const { depth, local, shape } = tiling;
  if ((depth.axis.max + 1) % 4 !== 0) return undefined;
  const perRow = DEPTH / 4;
  const iteration = variable('iteration', (shape.rows * perRow) / shape.invocations);
  const vector = add(local, scale(iteration, shape.invocations));
  const row = divide(vector, perRow);
  const place = nameRow(tiling, lastRowAt(tiling, row), '_in', iteration);
  const store = storeStaged(tiling, row, scale(modulo(vector, perRow), 4), 4, place);
  if (!isWholeVector(store.value)) return undefined;
  return { lets: [every(iteration, place.lets)], statements: [every(iteration, [store])] };
}

function stageElements(tiling: WorkgroupTiling): Staging {
  const { local, shape } = tiling;
  const iteration = variable('iteration', (shape.rows * DEPTH) / shape.invocations);
  const element = add(local, scale(iteration, shape.invocations));
  // Neighbouring invocations read neighbouring memory.
  const [row, step] = rowsAreNeighbours(tiling)
    ? [modulo(element, shape.rows), divide(element, shape.rows)]
    : [divide(element, DEPTH), modulo(element, DEPTH)];
  const place = nameRow(tiling, lastRowAt(tiling, row), '_in');
  const store = storeStaged(tiling, row, step, 1, place);
  return { lets: [], statements: [every(iteration, [...place.lets, store])] };
}

/**
 * A row of the tile or, where the tile hangs over the end, the last row there is: rows behind the last
 * are read again and never stored.
 */
function lastRowAt(tiling: WorkgroupTiling, row: Index): Index {
  return ofAtom({ kind: 'min', a: rowAt(tiling, row), b: toIndex(tiling.rows.axis.max) });
}

/** Stages `lanes` elements of a row of the tile, from `step` of the slice on. */
function storeStaged(
  tiling: WorkgroupTiling,
  row: Index,
  step: Index,
  lanes: 1 | 4,
  { at }: NamedRow,
): StoreStatement {
  const { reduction, left } = tiling.product;
  const { axis: k } = tiling.depth;
  const through = throughDepth(tiling);
  const body: Scalar = {
    kind: 'inside',
    bounds: substituteBounds(reduction.domain, through),
    value: substituteScalar(left, through),
    otherwise: identityElement('sum', scalarOf(tiling.type)),
  };
  const start = add(scale(tiling.slice, DEPTH), step);
  const point: Point = {
    bind: (axis) => (axis === k ? start : (at.get(axis) ?? around(axis))),
    results: new Map(),
    ...(lanes === 4 ? { vectorAxis: k } : {}),
  };
  const value = translate(body, point, tiling.operands);
  return {
    kind: 'store',
    buffer: leftOf(tiling),
    address: add(scale(row, STRIDE), step),
    value: within(start, k.max + 1, lanes === 4 ? toVector(value) : value),
    lanes,
  };
}

/** Whether the rows, and not the steps of the sum, lie side by side in memory. */
function rowsAreNeighbours({ product: { left, rows }, operands }: WorkgroupTiling): boolean {
  const site = operands[left.operand];
  return (
    site.kind !== 'literal' &&
    coefficientOf(addressOf(site, left.index), rows[rows.length - 1]) === 1
  );
}

/** Whether a staged value is one load, perhaps under a condition. */
function isWholeVector(value: Expression): boolean {
  return value.kind === 'load' || (value.kind === 'when' && isWholeVector(value.then));
}
