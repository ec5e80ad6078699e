import type { OnnxExporter } from '../exporter.js';
import { DATA_TYPE } from '../proto/messages.js';

/** ONNX gives positions as int64. */
export const exportTopK: OnnxExporter<'top_k'> = (exported, model) => {
  const { attributes, inputs, outputs } = exported;
  const { k, axis } = attributes;
  const [elements, positions] = outputs;
  const wide = model.fresh(`${positions}.int64`);
  const count = model.integers(`${elements}.k`, [k]);
  model.node('TopK', [...inputs, count], [elements, wide], { axis, largest: 1, sorted: 1 });
  model.node('Cast', [wide], positions, { to: DATA_TYPE.int32 });
};
