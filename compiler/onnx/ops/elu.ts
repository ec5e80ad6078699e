import type { OnnxExporter } from '../exporter.js';

export const exportElu: OnnxExporter<'elu'> = ({ attributes, inputs, output }, model) => {
  model.node('Elu', inputs, output, { alpha: { float: attributes.alpha } });
};
