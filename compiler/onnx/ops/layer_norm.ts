import { elementCount } from '../../ir/types.js';
import type { OnnxExporter } from '../exporter.js';

/** ONNX always wants a scale: ones where the op has none. */
export const exportLayerNorm: OnnxExporter<'layer_norm'> = (exported, model) => {
  const { node, attributes, inputs, output } = exported;
  const { axis, epsilon } = attributes;
  const ones = (): string => {
    const shape = node.inputs[0].type.shape.slice(axis);
    const name = model.fresh(`${output}.scale`);
    model.floats(name, shape, new Float32Array(elementCount(shape)).fill(1));
    return name;
  };
  const [x, scale = ones(), ...bias] = inputs;
  model.node('LayerNormalization', [x, scale, ...bias], output, {
    axis,
    epsilon: { float: epsilon },
  });
};
