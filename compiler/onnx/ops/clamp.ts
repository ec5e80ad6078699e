import type { OnnxExporter } from '../exporter.js';

/** Clip takes numbers for its bounds, and tensors of one element without axes. */
export const exportClamp: OnnxExporter<'clamp'> = ({ node, inputs, output }, model) => {
  const [, ...bounds] = node.inputs;
  if (bounds.every(({ type }) => type.shape.length === 0)) {
    model.node('Clip', inputs, output);
    return;
  }
  const [x, min, max] = inputs;
  const least = model.fresh(`${output}.least`);
  model.node('Max', [x, min], least);
  model.node('Min', [least, max], output);
};
