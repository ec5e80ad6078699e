import type { OnnxExporter } from '../exporter.js';

export const exportConstant: OnnxExporter<'constant'> = ({ attributes, output }, model) => {
  model.tensor(output, attributes.value.type, attributes.value.read());
};
