import type { OnnxExporter } from '../exporter.js';
import { channelVector } from './channel-vector.js';

export const exportInstanceNorm: OnnxExporter<'instance_norm'> = (exported, model) => {
  const { attributes, inputs, output } = exported;
  const [x, scale = channelVector(exported, model, 'scale', 1)] = inputs;
  const shift = inputs[2] ?? channelVector(exported, model, 'bias', 0);
  model.node('InstanceNormalization', [x, scale, shift], output, {
    epsilon: { float: attributes.epsilon },
  });
};
