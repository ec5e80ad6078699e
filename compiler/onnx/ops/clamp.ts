import type { OnnxExporter } from '../exporter.js';

export const exportClamp: OnnxExporter<'clamp'> = ({ attributes, inputs, output }, model) => {
  const min = model.scalar(`${output}.min`, attributes.min);
  const max = model.scalar(`${output}.max`, attributes.max);
  model.node('Clip', [...inputs, min, max], output);
};
