import type { OnnxExporter } from '../exporter.js';

/** GlobalMaxPool takes floats alone. */
export const exportGlobalMaxPool: OnnxExporter<'global_max_pool'> = (exported, model) => {
  const { node, inputs, output } = exported;
  if (node.inputs[0].type.element === 'f32') {
    model.node('GlobalMaxPool', inputs, output);
    return;
  }
  const axes = model.integers(`${output}.axes`, [2, 3]);
  model.node('ReduceMax', [...inputs, axes], output, { keepdims: 1 });
};
