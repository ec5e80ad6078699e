import type { ConvolutionAttributes } from '../../ir/ops/shared/convolve.js';
import type { ExportedNode } from '../exporter.js';
import type { OnnxModel } from '../model.js';
import { requireFloats } from './floats-only.js';

/** ONNX has one Conv for any number of spatial axes. */
function exportConvolution(exported: ExportedNode<ConvolutionAttributes>, model: OnnxModel): void {
  const { node, attributes, inputs, output } = exported;
  requireFloats('Conv', node);
  const { strides, dilations, pads, groups } = attributes;
  model.node('Conv', inputs, output, { strides, dilations, pads, group: groups });
}

export const exportConv1d = exportConvolution;
export const exportConv2d = exportConvolution;
export const exportConv3d = exportConvolution;
