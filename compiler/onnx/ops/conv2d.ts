import type { OnnxExporter } from '../exporter.js';

export const exportConv2d: OnnxExporter<'conv2d'> = ({ attributes, inputs, output }, model) => {
  const { strides, dilations, pads, groups } = attributes;
  model.node('Conv', inputs, output, { strides, dilations, pads, group: groups });
};
