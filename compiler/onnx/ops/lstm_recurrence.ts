import type { OnnxExporter } from '../exporter.js';
import { addLstm, onnxGates } from '../lstm.js';

/** ONNX has no LSTM without the input's share: the identity passes on the gates that come in. */
export const exportLstmRecurrence: OnnxExporter<'lstm_recurrence'> = (exported, model) => {
  const { node, inputs, output, outputs } = exported;
  const [gates, weight] = node.inputs;
  const rows = gates.type.shape[2];
  const identity = model.fresh(`${output}.identity`);
  const ones = Float32Array.from({ length: rows * rows }, (_, at) => Number(at % (rows + 1) === 0));
  model.floats(identity, [rows, rows], ones);
  const W = onnxGates(model, identity, [rows, rows], `${output}.W`);
  const R = onnxGates(model, inputs[1], weight.type.shape, `${output}.R`);
  const states = { parameters: [W, R], initial: inputs.slice(2) };
  addLstm(model, inputs[0], states, node.outputs[0].type.shape, outputs);
};
