import type { Value } from '../../../ir/graph.js';
import type { OpName } from '../../../ir/ops/index.js';
import { axesOf, axisOf } from '../axes.js';
import type { ImportNode, Importer } from '../import-node.js';

interface Reduction {
  readonly op: OpName;
  /** The opset with which axes became an input; 18 for most. */
  readonly since?: number;
  /** What is done to each element before, and to the result. */
  readonly before?: (node: ImportNode, x: Value) => Value;
  readonly after?: (node: ImportNode, y: Value) => Value;
  /** What is left to do where no axis is reduced. */
  readonly ofOne?: (node: ImportNode, x: Value) => Value;
}

/**
 * Where there are no axes all are meant, unless `noop_with_empty_axes` says that none is: then what is done to
 * the elements is done all the same, as ONNX Runtime and the reference have it.
 */
function reduction({ op, since = 18, before, after, ofOne }: Reduction): Importer {
  return (node) => {
    const rank = node.shape(0).length;
    const given = axesOf(node, 1, since)?.map((axis) => axisOf(node, axis)) ?? [];
    const isNothing = given.length === 0 && node.integer('noop_with_empty_axes', 0) === 1;
    const x = before === undefined ? node.value(0) : before(node, node.value(0));
    const finished = (y: Value): Value => (after === undefined ? y : after(node, y));
    if (isNothing || rank === 0) {
      return node.computed(finished(ofOne === undefined ? x : ofOne(node, x)));
    }
    const axes = given.length > 0 ? given : Array.from({ length: rank }, (_, axis) => axis);
    const keepdims = node.integer('keepdims', 1) === 1;
    return node.computed(finished(node.add(op, [x], { axes, keepdims })));
  };
}

const absolute = (node: ImportNode, x: Value): Value => node.add('abs', [x]);

export const importReduceSum = reduction({ op: 'reduce_sum', since: 13 });
export const importReduceMean = reduction({ op: 'reduce_mean' });
export const importReduceMax = reduction({ op: 'reduce_max' });
export const importReduceMin = reduction({ op: 'reduce_min' });
export const importReduceProd = reduction({ op: 'reduce_product' });
export const importReduceL1 = reduction({ op: 'reduce_sum', before: absolute });
export const importReduceL2 = reduction({ op: 'reduce_l2', ofOne: absolute });
export const importReduceLogSumExp = reduction({ op: 'reduce_log_sum_exp' });
export const importReduceSumSquare = reduction({
  op: 'reduce_sum',
  before: (node, x) => node.add('mul', [x, x]),
});
export const importReduceLogSum = reduction({
  op: 'reduce_sum',
  after: (node, y) => node.add('log', [y]),
});
