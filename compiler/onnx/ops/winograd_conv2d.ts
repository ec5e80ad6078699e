import type { OnnxExporter } from '../exporter.js';

export const exportWinogradConv2d: OnnxExporter<'winograd_conv2d'> = (exported, model) => {
  const { attributes, inputs, output } = exported;
  const { pads } = attributes;
  model.node('Conv', inputs, output, { strides: [1, 1], dilations: [1, 1], pads, group: 1 });
};
