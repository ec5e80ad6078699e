import type { OnnxExporter } from '../exporter.js';

export const exportCumulativeSum: OnnxExporter<'cumulative_sum'> = (
  { attributes: { axis, exclusive, reverse }, inputs: [x], output },
  model,
) => {
  const along = model.integers(`${output}.axis`, [axis]);
  model.node('CumSum', [x, along], output, {
    exclusive: Number(exclusive),
    reverse: Number(reverse),
  });
};
