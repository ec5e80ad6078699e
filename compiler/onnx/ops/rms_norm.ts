import type { OnnxExporter } from '../exporter.js';

/** In steps: ONNX has an op for it since opset 23. */
export const exportRmsNorm: OnnxExporter<'rms_norm'> = (exported, model) => {
  const { node, attributes, inputs, output } = exported;
  const { axis, epsilon } = attributes;
  const [x, weight] = inputs;
  const rank = node.inputs[0].type.shape.length;
  const axes = Array.from({ length: rank - axis }, (_, at) => axis + at);
  const step = (name: string): string => model.fresh(`${output}.${name}`);
  const [squares, mean, sum, root] = ['squares', 'mean', 'sum', 'root'].map(step);
  const small = step('epsilon');
  model.floats(small, [1], Float32Array.of(epsilon));
  model.node('Mul', [x, x], squares);
  model.node('ReduceMean', [squares, model.integers(step('axes'), axes)], mean, { keepdims: 1 });
  model.node('Add', [mean, small], sum);
  model.node('Sqrt', [sum], root);
  const sized = weight === undefined ? output : step('sized');
  model.node('Div', [x, root], sized);
  if (weight !== undefined) model.node('Mul', [sized, weight], output);
};
