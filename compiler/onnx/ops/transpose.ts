import type { OnnxExporter } from '../exporter.js';

export const exportTranspose: OnnxExporter<'transpose'> = (exported, model) => {
  const { attributes, inputs, output } = exported;
  model.node('Transpose', inputs, output, { perm: attributes.permutation });
};
