import type { OpName } from '../../../ir/ops/index.js';
import { axisOf } from '../axes.js';
import type { Importer } from '../import-node.js';

/** Positions are i32 here and int64 in ONNX. */
function position(op: OpName): Importer {
  return (node) => {
    if (node.integer('select_last_index', 0) === 1) node.refuse('selects the last of equals');
    const axis = axisOf(node, node.integer('axis', 0));
    const keepdims = node.integer('keepdims', 1) === 1;
    return node.computed(node.add(op, [node.value(0)], { axis, keepdims }), 'I64');
  };
}

export const importArgMax = position('argmax');
export const importArgMin = position('argmin');

export const importCumSum: Importer = (node) => {
  const axis = axisOf(node, node.scalar(1, 'axis'));
  const [exclusive, reverse] = ['exclusive', 'reverse'].map((name) => node.integer(name, 0) === 1);
  return node.computed(node.add('cumulative_sum', [node.value(0)], { axis, exclusive, reverse }));
};

export const importTopK: Importer = (node) => {
  if (node.integer('largest', 1) === 0) node.refuse('takes the smallest elements');
  const k = node.opset < 10 ? node.integer('k', 1) : node.scalar(1, 'k');
  const axis = axisOf(node, node.integer('axis', -1));
  const [values, indices] = node.addAll('top_k', [node.value(0)], { k, axis });
  return [...node.computed(values), { kind: 'computed', dtype: 'I64', value: indices }];
};
