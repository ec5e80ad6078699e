import type { Importer } from '../import-node.js';

export const importBatchNormalization: Importer = (node) => {
  if (node.integer('training_mode', 0) === 1) {
    node.refuse('is in training mode', 'export the model for inference: model.eval() in PyTorch');
  }
  const inputs = [0, 1, 2, 3, 4].map((index) => node.value(index));
  return node.computed(node.add('batch_norm', inputs, { epsilon: node.float('epsilon', 1e-5) }));
};

export const importInstanceNormalization: Importer = (node) => {
  const inputs = [0, 1, 2].map((index) => node.value(index));
  return node.computed(node.add('instance_norm', inputs, { epsilon: node.float('epsilon', 1e-5) }));
};

export const importLayerNormalization: Importer = (node) => {
  const rank = node.shape(0).length;
  const axis = node.integer('axis', -1);
  const inputs = Array.from({ length: node.inputCount }, (_, index) => node.value(index));
  const attributes = { axis: axis < 0 ? axis + rank : axis, epsilon: node.float('epsilon', 1e-5) };
  return node.computed(node.add('layer_norm', inputs, attributes));
};

/** An even size is refused, as by ONNX Runtime: specification and frameworks take different windows. */
export const importLRN: Importer = (node) => {
  const size = node.integer('size', 0);
  if (size % 2 === 0)
    node.refuse(`has the even size ${size}, of which windows are not the same everywhere`);
  const [alpha, beta, k] = [
    node.float('alpha', 1e-4),
    node.float('beta', 0.75),
    node.float('bias', 1),
  ];
  return node.computed(node.add('local_response_norm', [node.value(0)], { size, alpha, beta, k }));
};
