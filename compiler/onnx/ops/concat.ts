import type { OnnxExporter } from '../exporter.js';

export const exportConcat: OnnxExporter<'concat'> = ({ attributes, inputs, output }, model) => {
  model.node('Concat', inputs, output, { axis: attributes.axis });
};
