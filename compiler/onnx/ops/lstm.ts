import type { OnnxExporter } from '../exporter.js';
import { addLstm, onnxGates } from '../lstm.js';

export const exportLstm: OnnxExporter<'lstm'> = ({ node, inputs, output, outputs }, model) => {
  const [W, R, ...biases] = inputs.slice(1, 5).map((name, index) => {
    const { type } = node.inputs[index + 1];
    return onnxGates(model, name, type.shape, `${output}.${'WRBB'[index]}`);
  });
  const parameters = [W, R];
  if (biases.length > 0) {
    // One after the other along the axis of the gates.
    const both = model.fresh(`${output}.B`);
    model.node('Concat', biases, both, { axis: 1 });
    parameters.push(both);
  }
  const states = { parameters, initial: inputs.slice(5) };
  addLstm(model, inputs[0], states, node.outputs[0].type.shape, outputs);
};
