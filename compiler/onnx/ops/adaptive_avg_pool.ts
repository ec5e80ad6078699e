import { adaptiveWindow } from '../../ir/ops/shared/adaptive-pooling.js';
import type { OnnxExporter } from '../exporter.js';

/** ONNX has no such windows: the means along each axis are a product with a matrix. */
export const exportAdaptiveAvgPool: OnnxExporter<'adaptive_avg_pool'> = (exported, model) => {
  const { node, attributes, inputs, output } = exported;
  const [, , height, width] = node.inputs[0].type.shape;
  const [rows, columns] = attributes.size;
  const [down, across] = [model.fresh(`${output}.rows`), model.fresh(`${output}.columns`)];
  model.floats(down, [rows, height], means(height, rows));
  model.floats(across, [width, columns], transposed(means(width, columns), columns));
  const shorter = model.fresh(`${output}.shorter`);
  model.node('MatMul', [down, inputs[0]], shorter);
  model.node('MatMul', [shorter, across], output);
};

/** The weight of every element in every output, [outputs, extent]. */
function means(extent: number, outputs: number): Float32Array {
  const matrix = new Float32Array(outputs * extent);
  for (let i = 0; i < outputs; i++) {
    const { first, end } = adaptiveWindow(extent, outputs, i);
    matrix.fill(1 / (end - first), i * extent + first, i * extent + end);
  }
  return matrix;
}

function transposed(matrix: Float32Array, rows: number): Float32Array {
  const columns = matrix.length / rows;
  return matrix.map((_, at) => matrix[(at % rows) * columns + Math.floor(at / rows)]);
}
