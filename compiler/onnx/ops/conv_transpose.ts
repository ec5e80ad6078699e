import type { ConvTransposeAttributes } from '../../ir/ops/shared/transposed-convolve.js';
import type { ExportedNode } from '../exporter.js';
import type { OnnxModel } from '../model.js';
import { requireFloats } from './floats-only.js';

/**
 * ONNX allows output padding below the larger of stride and dilation, ONNX Runtime 1.30 only below the
 * stride. Each stride of it is therefore written as a zero behind the input, which paints nothing.
 */
function exportTransposed(exported: ExportedNode<ConvTransposeAttributes>, model: OnnxModel): void {
  const { node, attributes, inputs, output } = exported;
  requireFloats('ConvTranspose', node);
  const { strides, dilations, pads, output_padding, groups } = attributes;
  const [x, ...weights] = inputs;
  const zeros = output_padding.map((extra, axis) => Math.floor(extra / strides[axis]));
  let source = x;
  if (zeros.some((count) => count > 0)) {
    source = model.fresh(`${output}.input`);
    const widths = model.integers(`${source}.pads`, [0, 0, ...zeros.map(() => 0), 0, 0, ...zeros]);
    model.node('Pad', [x, widths], source, { mode: 'constant' });
  }
  model.node('ConvTranspose', [source, ...weights], output, {
    strides,
    dilations,
    pads,
    output_padding: output_padding.map((extra, axis) => extra % strides[axis]),
    group: groups,
  });
}

export const exportConvTranspose1d = exportTransposed;
export const exportConvTranspose2d = exportTransposed;
export const exportConvTranspose3d = exportTransposed;
