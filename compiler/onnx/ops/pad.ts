import type { OnnxExporter } from '../exporter.js';

export const exportPad: OnnxExporter<'pad'> = ({ attributes, inputs, output }, model) => {
  const pads = model.integers(`${output}.pads`, attributes.pads);
  const value = model.scalar(`${output}.value`, attributes.value);
  model.node('Pad', [...inputs, pads, value], output, { mode: 'constant' });
};
