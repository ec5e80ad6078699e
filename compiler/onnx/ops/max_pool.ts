import type { OnnxExporter } from '../exporter.js';

export const exportMaxPool: OnnxExporter<'max_pool'> = ({ attributes, inputs, output }, model) => {
  const { kernel, strides, dilations, pads, ceil_mode } = attributes;
  model.node('MaxPool', inputs, output, {
    kernel_shape: kernel,
    strides,
    dilations,
    pads,
    ceil_mode: Number(ceil_mode),
  });
};
