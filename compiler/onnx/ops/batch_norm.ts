import type { OnnxExporter } from '../exporter.js';

export const exportBatchNorm: OnnxExporter<'batch_norm'> = (exported, model) => {
  const { attributes, inputs, output } = exported;
  model.node('BatchNormalization', inputs, output, { epsilon: { float: attributes.epsilon } });
};
