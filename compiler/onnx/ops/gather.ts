import type { OnnxExporter } from '../exporter.js';

export const exportGather: OnnxExporter<'gather'> = ({ attributes, inputs, output }, model) => {
  model.node('Gather', inputs, output, { axis: attributes.axis });
};

export const exportEmbedding: OnnxExporter<'embedding'> = (
  { inputs: [x, weight], output },
  model,
) => {
  model.node('Gather', [weight, x], output, { axis: 0 });
};

export const exportGatherElements: OnnxExporter<'gather_elements'> = (
  { attributes, inputs, output },
  model,
) => {
  model.node('GatherElements', inputs, output, { axis: attributes.axis });
};
