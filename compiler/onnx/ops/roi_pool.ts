import type { OnnxExporter } from '../exporter.js';
import { DATA_TYPE } from '../proto/messages.js';

/** ONNX has the number of its picture in front of each box. */
export const exportRoiPool: OnnxExporter<'roi_pool'> = (
  { node, attributes: { size, spatial_scale }, inputs: [x, boxes, images], output },
  model,
) => {
  const name = (part: string): string => model.fresh(`${output}.${part}`);
  const [count] = node.inputs[1].type.shape;
  const numbers = name('images');
  const column = name('column');
  const regions = name('regions');
  if (images === undefined) {
    model.floats(column, [count, 1], new Float32Array(count));
  } else {
    model.node('Cast', [images], numbers, { to: DATA_TYPE.float });
    model.node('Unsqueeze', [numbers, model.integers(`${output}.last`, [1])], column);
  }
  // Version 22 only allows bfloat16, and ONNX Runtime 1.30 knows none newer than 21.
  model.limitOpset(21);
  model.node('Concat', [column, boxes], regions, { axis: 1 });
  model.node('MaxRoiPool', [x, regions], output, {
    pooled_shape: size,
    spatial_scale: { float: spatial_scale },
  });
};
