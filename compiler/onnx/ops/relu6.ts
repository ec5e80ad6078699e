import type { OnnxExporter } from '../exporter.js';

export const exportRelu6: OnnxExporter<'relu6'> = ({ inputs, output }, model) => {
  const least = model.scalar(`${output}.min`, 0);
  const greatest = model.scalar(`${output}.max`, 6);
  model.node('Clip', [...inputs, least, greatest], output);
};
