import type { OnnxExporter } from '../exporter.js';
import { channelVector } from './channel-vector.js';

/** With a scale and a bias per channel, as since opset 21. */
export const exportGroupNorm: OnnxExporter<'group_norm'> = (exported, model) => {
  const { attributes, inputs, output } = exported;
  const [x, scale = channelVector(exported, model, 'scale', 1)] = inputs;
  const shift = inputs[2] ?? channelVector(exported, model, 'bias', 0);
  model.node('GroupNormalization', [x, scale, shift], output, {
    num_groups: attributes.groups,
    epsilon: { float: attributes.epsilon },
  });
};
