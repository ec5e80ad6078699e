import type { OnnxExporter } from '../exporter.js';

export const exportAvgPool: OnnxExporter<'avg_pool'> = ({ attributes, inputs, output }, model) => {
  const { kernel, strides, pads, ceil_mode, count_include_pad } = attributes;
  model.node('AveragePool', inputs, output, {
    kernel_shape: kernel,
    strides,
    pads,
    ceil_mode: Number(ceil_mode),
    count_include_pad: Number(count_include_pad),
  });
};
