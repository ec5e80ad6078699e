import { resolveAxis } from '../../ir/ops/shared/checks.js';
import type { OnnxExporter } from '../exporter.js';

/** ONNX multiplies along the last axis only: another one is swapped there and the result back. */
export const exportMatmul: OnnxExporter<'matmul'> = (exported, model) => {
  const { node, attributes, inputs, output } = exported;
  const rank = node.inputs[0].type.shape.length;
  const axis = resolveAxis('matmul', attributes.axis, rank);
  if (axis === rank - 1) {
    model.node('MatMul', inputs, output);
    return;
  }
  const [a, b] = inputs;
  const perm = Array.from({ length: rank }, (_, index) => index);
  [perm[axis], perm[rank - 1]] = [rank - 1, axis];
  const swapped = model.fresh(`${output}.swapped`);
  const product = model.fresh(`${output}.product`);
  model.node('Transpose', [a], swapped, { perm });
  model.node('MatMul', [swapped, b], product);
  model.node('Transpose', [product], output, { perm });
};
