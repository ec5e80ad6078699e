import { elementsOf } from '../../ir/tensor.js';
import type { OnnxExporter } from '../exporter.js';

export const exportPad: OnnxExporter<'pad'> = ({ node, attributes, inputs, output }, model) => {
  const pads = model.integers(`${output}.pads`, attributes.pads);
  const { element } = node.outputs[0].type;
  const value = model.fresh(`${output}.value`);
  model.tensor(value, { element, shape: [] }, elementsOf(element, [attributes.value]));
  model.node('Pad', [...inputs, pads, value], output, { mode: 'constant' });
};
