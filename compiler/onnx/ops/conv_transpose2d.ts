import type { OnnxExporter } from '../exporter.js';

export const exportConvTranspose2d: OnnxExporter<'conv_transpose2d'> = (exported, model) => {
  const { attributes, inputs, output } = exported;
  const { strides, dilations, pads, output_padding, groups } = attributes;
  model.node('ConvTranspose', inputs, output, {
    strides,
    dilations,
    pads,
    output_padding,
    group: groups,
  });
};
