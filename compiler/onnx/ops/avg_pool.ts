import type { AvgPoolAttributes } from '../../ir/ops/shared/avg-pooling.js';
import type { ExportedNode } from '../exporter.js';
import type { OnnxModel } from '../model.js';

function exportPooling(exported: ExportedNode<AvgPoolAttributes>, model: OnnxModel): void {
  const { attributes, inputs, output } = exported;
  const { kernel, strides, pads, ceil_mode, count_include_pad } = attributes;
  model.node('AveragePool', inputs, output, {
    kernel_shape: kernel,
    strides,
    pads,
    ceil_mode: Number(ceil_mode),
    count_include_pad: Number(count_include_pad),
  });
}

export const exportAvgPool = exportPooling;
export const exportAvgPool1d = exportPooling;
export const exportAvgPool3d = exportPooling;
