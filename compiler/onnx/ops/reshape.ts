import type { OnnxExporter } from '../exporter.js';

/** Both views, flatten and reshape, are said by their result's shape: ONNX's Flatten always gives a matrix. */
export const exportReshape: OnnxExporter<'reshape' | 'flatten'> = (exported, model) => {
  const { node, inputs, output } = exported;
  const shape = model.integers(`${output}.shape`, node.outputs[0].type.shape);
  model.node('Reshape', [...inputs, shape], output);
};

export const exportFlatten = exportReshape;
