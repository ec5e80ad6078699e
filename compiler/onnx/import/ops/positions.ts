import type { Value } from '../../../ir/graph.js';
import type { OpName } from '../../../ir/ops/index.js';
import { axisOf } from '../axes.js';
import type { ImportNode, Importer } from '../import-node.js';

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

/** Depth to space by squares of channels that follow each other (CRD) or lie apart (DCR, the preset). */
export const importDepthToSpace: Importer = (node) => {
  const factor = node.integer('blocksize', 0);
  if (node.text('mode', 'DCR') === 'CRD') {
    return node.computed(node.add('pixel_shuffle', [node.value(0)], { factor }));
  }
  const [n, c, h, w] = node.shape(0);
  const depth = c / factor ** 2;
  return node.computed(
    moved(
      node,
      [n, factor, factor, depth, h, w],
      [0, 3, 4, 1, 5, 2],
      [n, depth, h * factor, w * factor],
    ),
  );
};

/** Squares become channels that lie apart: [N,C,H/b,b,W/b,b] to [N,b,b,C,H/b,W/b]. */
export const importSpaceToDepth: Importer = (node) => {
  const b = node.integer('blocksize', 0);
  const [n, c, h, w] = node.shape(0);
  return node.computed(
    moved(node, [n, c, h / b, b, w / b, b], [0, 3, 5, 1, 2, 4], [n, c * b * b, h / b, w / b]),
  );
};

function moved(
  node: ImportNode,
  apart: readonly number[],
  permutation: readonly number[],
  shape: readonly number[],
): Value {
  const squares = node.add('reshape', [node.value(0)], { shape: apart });
  const turned = node.add('transpose', [squares], { permutation });
  return node.add('reshape', [turned], { shape });
}
