import type { Attributes } from '../../../compiler/ir/graph.js';
import type { OpName } from '../../../compiler/ir/ops/index.js';
import type { OpCase } from './case.js';
import { opCase, operand } from './case.js';

const SHAPES = [[], [1], [7], [3, 5], [2, 3, 4], [1, 5, 3, 7], [2, 3, 1, 2, 3]];

/** One form of the attributes, over shapes of every rank, and small and large numbers. */
export function* unaryForm(op: OpName, attributes: Attributes): Iterable<OpCase> {
  for (const shape of SHAPES) yield opCase(op, [operand(...shape)], attributes);
  yield opCase(op, [{ shape: [33], range: { from: -10, to: 10 } }], attributes);
  if (op !== 'exp') yield opCase(op, [{ shape: [33], range: { from: -200, to: 200 } }], attributes);
}
