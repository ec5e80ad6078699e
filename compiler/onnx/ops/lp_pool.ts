import type { LpPoolAttributes } from '../../ir/ops/shared/lp-pooling.js';
import type { ExportedNode } from '../exporter.js';
import type { OnnxModel } from '../model.js';

function exportPooling(
  { attributes, inputs, output }: ExportedNode<LpPoolAttributes>,
  model: OnnxModel,
): void {
  const { kernel, strides, dilations, pads, ceil_mode, p } = attributes;
  model.node('LpPool', inputs, output, {
    kernel_shape: kernel,
    strides,
    dilations,
    pads,
    ceil_mode: Number(ceil_mode),
    p,
  });
}

export const exportLpPool = exportPooling;
export const exportLpPool1d = exportPooling;
export const exportLpPool3d = exportPooling;
