import type { OnnxExporter } from '../exporter.js';

/** SpaceToDepth has the other order alone. */
export const exportPixelUnshuffle: OnnxExporter<'pixel_unshuffle'> = (exported, model) => {
  const { node, attributes, inputs, output } = exported;
  const { factor } = attributes;
  const [batch, channels, height, width] = node.inputs[0].type.shape;
  const [apart, turned] = [model.fresh(`${output}.apart`), model.fresh(`${output}.turned`)];
  const squares = [batch, channels, height / factor, factor, width / factor, factor];
  model.node('Reshape', [inputs[0], model.integers(`${output}.squares`, squares)], apart);
  model.node('Transpose', [apart], turned, { perm: [0, 1, 3, 5, 2, 4] });
  const shape = model.integers(`${output}.shape`, node.outputs[0].type.shape);
  model.node('Reshape', [turned, shape], output);
};
