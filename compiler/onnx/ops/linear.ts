import type { OnnxExporter } from '../exporter.js';

/**
 * Gemm is x · weightᵀ + bias on matrices; any other rank takes a product with the transposed weight, and so
 * does i32, for which ONNX Runtime has no Gemm.
 */
export const exportLinear: OnnxExporter<'linear'> = ({ node, inputs, output }, model) => {
  const { element, shape } = node.inputs[0].type;
  if (shape.length === 2 && element === 'f32') {
    model.node('Gemm', inputs, output, { transB: 1 });
    return;
  }
  const [x, weight, ...bias] = inputs;
  const transposed = model.fresh(`${output}.weight`);
  model.node('Transpose', [weight], transposed, { perm: [1, 0] });
  const product = bias.length === 0 ? output : model.fresh(`${output}.product`);
  model.node('MatMul', [x, transposed], product);
  if (bias.length > 0) model.node('Add', [product, ...bias], output);
};
