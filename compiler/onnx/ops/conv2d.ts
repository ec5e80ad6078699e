import type { OnnxExporter } from '../exporter.js';
import { requireFloats } from './floats-only.js';

export const exportConv2d: OnnxExporter<'conv2d'> = (exported, model) => {
  const { node, attributes, inputs, output } = exported;
  requireFloats('Conv', node);
  const { strides, dilations, pads, groups } = attributes;
  model.node('Conv', inputs, output, { strides, dilations, pads, group: groups });
};
