import type { OnnxExporter } from '../exporter.js';
import { DATA_TYPE } from '../proto/messages.js';

/** ONNX gives the elements, too, and positions as int64. */
export const exportTopKIndices: OnnxExporter<'top_k_indices'> = (exported, model) => {
  const { attributes, inputs, output } = exported;
  const { k, axis } = attributes;
  const [elements, wide] = ['elements', 'int64'].map((name) => model.fresh(`${output}.${name}`));
  const count = model.integers(`${output}.k`, [k]);
  model.node('TopK', [...inputs, count], elements, { axis, largest: 1, sorted: 1 }, [wide]);
  model.node('Cast', [wide], output, { to: DATA_TYPE.int32 });
};
