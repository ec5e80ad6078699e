import type { OnnxExporter } from '../exporter.js';

export const exportLeakyRelu: OnnxExporter<'leaky_relu'> = (exported, model) => {
  const { attributes, inputs, output } = exported;
  model.node('LeakyRelu', inputs, output, { alpha: { float: attributes.slope } });
};
