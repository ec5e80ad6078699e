import type { OnnxExporter } from '../exporter.js';

export const exportLpPool: OnnxExporter<'lp_pool'> = ({ attributes, inputs, output }, model) => {
  const { kernel, strides, dilations, pads, ceil_mode, p } = attributes;
  model.node('LpPool', inputs, output, {
    kernel_shape: kernel,
    strides,
    dilations,
    pads,
    ceil_mode: Number(ceil_mode),
    p,
  });
};
