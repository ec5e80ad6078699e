import type { OnnxExporter } from '../exporter.js';

export const exportDepthwiseConv2d: OnnxExporter<'depthwise_conv2d'> = (exported, model) => {
  const { node, attributes, inputs, output } = exported;
  const { strides, dilations, pads } = attributes;
  const group = node.inputs[0].type.shape[1];
  model.node('Conv', inputs, output, { strides, dilations, pads, group });
};
