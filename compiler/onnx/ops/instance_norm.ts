import type { OnnxExporter } from '../exporter.js';

/** ONNX always wants a scale and a bias: ones and zeros where the op has none. */
export const exportInstanceNorm: OnnxExporter<'instance_norm'> = (exported, model) => {
  const { node, attributes, inputs, output } = exported;
  const [, channels] = node.inputs[0].type.shape;
  const filled = (role: string, value: number): string => {
    const name = model.fresh(`${output}.${role}`);
    model.floats(name, [channels], new Float32Array(channels).fill(value));
    return name;
  };
  const [x, scale = filled('scale', 1), shift = filled('bias', 0)] = inputs;
  model.node('InstanceNormalization', [x, scale, shift], output, {
    epsilon: { float: attributes.epsilon },
  });
};
