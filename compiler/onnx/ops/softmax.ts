import type { OnnxExporter } from '../exporter.js';

export const exportSoftmax: OnnxExporter<'softmax'> = ({ attributes, inputs, output }, model) => {
  model.node('Softmax', inputs, output, { axis: attributes.axis });
};
