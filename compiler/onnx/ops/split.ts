import type { OnnxExporter } from '../exporter.js';

export const exportSplit: OnnxExporter<'split'> = (exported, model) => {
  const { attributes, inputs, output, outputs } = exported;
  const { axis, sizes } = attributes;
  model.node('Split', [...inputs, model.integers(`${output}.sizes`, sizes)], outputs, { axis });
};
