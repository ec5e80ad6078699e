import type { OpName } from '../../../ir/ops/index.js';
import type { Importer } from '../import-node.js';
import { spatialRank, windowOf } from '../spatial.js';

const OPS: Readonly<Record<number, OpName>> = { 1: 'conv1d', 2: 'conv2d', 3: 'conv3d' };

export const importConv: Importer = (node) => {
  const rank = spatialRank(node);
  const kernel = node.integers('kernel_shape', node.shape(1).slice(2));
  const { strides, dilations, pads } = windowOf(node, kernel);
  const groups = node.integer('group', 1);
  const inputs = Array.from({ length: node.inputCount }, (_, index) => node.value(index));
  return node.computed(node.add(OPS[rank], inputs, { strides, dilations, pads, groups }));
};
