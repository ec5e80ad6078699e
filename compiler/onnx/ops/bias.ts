import type { OnnxExporter } from '../exporter.js';

/** ONNX broadcasts from the last axis only: the vector gets an axis for each one behind the channels. */
export const exportBias: OnnxExporter<'bias'> = ({ node, inputs: [x, bias], output }, model) => {
  const { shape } = node.inputs[0].type;
  const column = model.fresh(`${output}.bias`);
  const columnShape = model.integers(`${column}.shape`, [shape[1], ...shape.slice(2).map(() => 1)]);
  model.node('Reshape', [bias, columnShape], column);
  model.node('Add', [x, column], output);
};
