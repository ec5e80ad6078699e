import type { OnnxExporter } from '../exporter.js';
import { DATA_TYPE } from '../proto/messages.js';

/** ONNX has positions as int64. */
function position(opType: 'ArgMax' | 'ArgMin'): OnnxExporter<'argmax' | 'argmin'> {
  return ({ attributes: { axis, keepdims }, inputs, output }, model) => {
    const wide = model.fresh(`${output}.int64`);
    model.node(opType, inputs, wide, { axis, keepdims: Number(keepdims) });
    model.node('Cast', [wide], output, { to: DATA_TYPE.int32 });
  };
}

export const exportArgmax = position('ArgMax');
export const exportArgmin = position('ArgMin');
