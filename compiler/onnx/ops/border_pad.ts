import type { OnnxExporter } from '../exporter.js';

/** A border of the tensor's own elements, by ONNX's name for it. */
function border(
  mode: 'reflect' | 'edge' | 'wrap',
): OnnxExporter<'reflection_pad' | 'replication_pad' | 'circular_pad'> {
  return ({ attributes, inputs, output }, model) => {
    const pads = model.integers(`${output}.pads`, attributes.pads);
    model.node('Pad', [...inputs, pads], output, { mode });
  };
}

export const exportReflectionPad = border('reflect');
export const exportReplicationPad = border('edge');
export const exportCircularPad = border('wrap');
