import type { OnnxExporter } from '../exporter.js';

export const exportNotEqual: OnnxExporter<'not_equal'> = ({ inputs, output }, model) => {
  const equal = model.fresh(`${output}.equal`);
  model.node('Equal', inputs, equal);
  model.node('Not', [equal], output);
};
