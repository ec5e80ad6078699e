import type { OnnxExporter } from '../exporter.js';

export const exportWinogradConvTranspose2d: OnnxExporter<'winograd_conv_transpose2d'> = (
  exported,
  model,
) => {
  const { attributes, inputs, output } = exported;
  const { strides, pads, output_padding } = attributes;
  model.node('ConvTranspose', inputs, output, {
    strides,
    dilations: [1, 1],
    pads,
    output_padding,
    group: 1,
  });
};
