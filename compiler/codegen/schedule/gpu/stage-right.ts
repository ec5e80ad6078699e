import { substituteScalar } from '../../../lower/formulas/compute.js';
import type { Index, Variable } from '../../../lower/formulas/index-expr.js';
import {
  add,
  divide,
  modulo,
  ofAtom,
  scale,
  toIndex,
  variable,
} from '../../../lower/formulas/index-expr.js';
import type { Statement } from '../../../lower/loops/loop-ir.js';
import { partsAt } from '../placement/joint-axis.js';
import type { Point } from '../nests/translate.js';
import { toVector, translate } from '../nests/translate.js';
import type { StagedOperand } from './staged-operand.js';
import { stagingBuffer, within } from './staged-operand.js';
import type { WorkgroupTiling } from './tiling.js';
import { around, DEPTH, every, throughDepth } from './tiling.js';

/**
 * A slice of the right operand, [step of the sum, column of the tile]: vectors along the columns,
 * taken in the order in which they lie in memory.
 */
export function stageRight(tiling: WorkgroupTiling): StagedOperand {
  const { product, columns, depth, local, shape, across } = tiling;
  const buffer = stagingBuffer('right', tiling.type);
  const panel = panelVectors(tiling);
  // Panels are walked across the steps: their vectors of one step shall not meet in a memory bank.
  const stride = shape.columns + (panel < across ? 4 * panel : 0);
  const iteration = variable('iteration', (DEPTH * across) / shape.invocations);
  const element = add(local, scale(iteration, shape.invocations));
  const step = modulo(divide(element, panel), DEPTH);
  const inTile = add(modulo(element, panel), scale(divide(element, panel * DEPTH), panel));
  // Vectors behind the last are read again and never used.
  const count = (columns.axis.max + 1) / 4;
  const vector: Variable = { ...variable('vector', count), at: iteration };
  const nearest: Index = ofAtom({
    kind: 'min',
    a: add(scale(tiling.columnTile, across), inTile),
    b: toIndex(count - 1),
  });
  const { axis: k } = depth;
  const position = add(scale(tiling.slice, DEPTH), step);
  const at = partsAt(columns, scale(vector, 4));
  const point: Point = {
    bind: (axis) => at.get(axis) ?? (axis === k ? position : around(axis)),
    vectorAxis: columns.parts[columns.parts.length - 1],
    results: new Map(),
  };
  const body = substituteScalar(product.right, throughDepth(tiling));
  const store: Statement = {
    kind: 'store',
    buffer,
    address: add(scale(step, stride), scale(inTile, 4)),
    value: within(position, k.max + 1, toVector(translate(body, point, tiling.operands))),
    lanes: 4,
  };
  return {
    memory: { buffer, length: DEPTH * stride },
    stride,
    lets: [every(iteration, [{ kind: 'let', variable: vector, value: nearest }])],
    statements: [every(iteration, [store])],
  };
}

/** Neighbouring vectors of the right operand that lie together in memory. */
function panelVectors({ product, columns: { parts }, operands, across }: WorkgroupTiling): number {
  const site = operands[product.right.operand];
  const packed = site.kind === 'constant' ? (site.packing.panel?.size ?? 0) : 0;
  const size = (parts.length > 1 ? parts[parts.length - 1].max + 1 : packed) / 4;
  return size > 0 && across % size === 0 ? size : across;
}
