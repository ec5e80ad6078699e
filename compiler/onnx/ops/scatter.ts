import { DATA_TYPE } from '../proto/messages.js';
import type { OnnxExporter } from '../exporter.js';

export const exportScatterElements: OnnxExporter<'scatter_elements'> = (
  { attributes: { axis, reduction }, inputs, output },
  model,
) => {
  model.node('ScatterElements', inputs, output, { axis, reduction });
};

/** ScatterND takes indices of 64 bits alone. */
export const exportScatterNd: OnnxExporter<'scatter_nd'> = (
  { attributes: { reduction }, inputs: [x, indices, updates], output },
  model,
) => {
  const wide = model.fresh(`${output}.indices`);
  model.node('Cast', [indices], wide, { to: DATA_TYPE.int64 });
  model.node('ScatterND', [x, wide, updates], output, { reduction });
};
