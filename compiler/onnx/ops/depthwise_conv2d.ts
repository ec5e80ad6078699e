import type { OnnxExporter } from '../exporter.js';
import { requireFloats } from './floats-only.js';

export const exportDepthwiseConv2d: OnnxExporter<'depthwise_conv2d'> = (exported, model) => {
  const { node, attributes, inputs, output } = exported;
  requireFloats('Conv', node);
  const { strides, dilations, pads } = attributes;
  const group = node.inputs[0].type.shape[1];
  model.node('Conv', inputs, output, { strides, dilations, pads, group });
};
