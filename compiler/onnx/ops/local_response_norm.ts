import type { OnnxExporter } from '../exporter.js';

export const exportLocalResponseNorm: OnnxExporter<'local_response_norm'> = (exported, model) => {
  const { node, attributes, inputs, output } = exported;
  const { size, alpha, beta, k } = attributes;
  if (size % 2 === 1) {
    model.node('LRN', inputs, output, {
      size,
      alpha: { float: alpha },
      beta: { float: beta },
      bias: { float: k },
    });
    return;
  }
  // ONNX Runtime refuses even sizes: the mean of squares is pooled along the channels.
  const name = (part: string): string => model.fresh(`${output}.${part}`);
  const { shape } = node.inputs[0].type;
  const [batch, channels, height, width] = shape;
  const [squares, plane, means, energy] = ['squares', 'plane', 'means', 'energy'].map(name);
  model.node('Mul', [inputs[0], inputs[0]], squares);
  const flat = model.integers(`${output}.flat`, [batch, 1, channels, height * width]);
  model.node('Reshape', [squares, flat], plane);
  model.node('AveragePool', [plane], means, {
    kernel_shape: [size, 1],
    strides: [1, 1],
    pads: [size / 2, 0, size / 2 - 1, 0],
    count_include_pad: 1,
  });
  const [weighted, shifted, divisor] = ['weighted', 'shifted', 'divisor'].map(name);
  model.node('Reshape', [means, model.integers(`${output}.shape`, shape)], energy);
  model.node('Mul', [energy, model.scalar(`${output}.alpha`, alpha)], weighted);
  model.node('Add', [weighted, model.scalar(`${output}.k`, k)], shifted);
  model.node('Pow', [shifted, model.scalar(`${output}.beta`, beta)], divisor);
  model.node('Div', [inputs[0], divisor], output);
};
