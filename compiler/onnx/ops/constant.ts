import type { OnnxExporter } from '../exporter.js';

export const exportConstant: OnnxExporter<'constant'> = ({ attributes, output }, model) => {
  model.floats(output, attributes.value.type.shape, attributes.value.read());
};
