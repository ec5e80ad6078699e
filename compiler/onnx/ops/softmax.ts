import type { OnnxExporter } from '../exporter.js';

export const exportSoftmax: OnnxExporter<'softmax'> = ({ attributes, inputs, output }, model) => {
  model.node('Softmax', inputs, output, { axis: attributes.axis });
};

export const exportLogSoftmax: OnnxExporter<'log_softmax'> = (exported, model) => {
  const { attributes, inputs, output } = exported;
  model.node('LogSoftmax', inputs, output, { axis: attributes.axis });
};
