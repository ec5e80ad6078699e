import type { OnnxExporter } from '../exporter.js';

/** By way of axes of their own for the squares: ONNX Runtime has DepthToSpace of few types alone. */
export const exportPixelShuffle: OnnxExporter<'pixel_shuffle'> = (exported, model) => {
  const { node, attributes, inputs, output } = exported;
  const [x] = node.inputs;
  if (x.type.element === 'f32') {
    model.node('DepthToSpace', inputs, output, { blocksize: attributes.factor, mode: 'CRD' });
    return;
  }
  const { factor } = attributes;
  const [batch, channels, height, width] = x.type.shape;
  const [apart, turned] = [model.fresh(`${output}.apart`), model.fresh(`${output}.turned`)];
  const squares = [batch, channels / factor ** 2, factor, factor, height, width];
  model.node('Reshape', [inputs[0], model.integers(`${output}.squares`, squares)], apart);
  model.node('Transpose', [apart], turned, { perm: [0, 1, 4, 2, 5, 3] });
  const shape = model.integers(`${output}.shape`, node.outputs[0].type.shape);
  model.node('Reshape', [turned, shape], output);
};
