import type { MaxPoolAttributes } from '../../ir/ops/shared/max-pooling.js';
import type { ExportedNode } from '../exporter.js';
import type { OnnxModel } from '../model.js';
import { DATA_TYPE } from '../proto/messages.js';

/** MaxPool takes no i32, but f64, which holds each of them. */
function exportPooling(exported: ExportedNode<MaxPoolAttributes>, model: OnnxModel): void {
  const { node, attributes, inputs, output } = exported;
  const { kernel, strides, dilations, pads, ceil_mode } = attributes;
  const window = {
    kernel_shape: kernel,
    strides,
    dilations,
    pads,
    ceil_mode: Number(ceil_mode),
  };
  if (node.inputs[0].type.element === 'f32') {
    model.node('MaxPool', inputs, output, window);
    return;
  }
  const [wide, largest] = ['f64', 'largest'].map((part) => model.fresh(`${output}.${part}`));
  model.node('Cast', inputs, wide, { to: DATA_TYPE.double });
  model.node('MaxPool', [wide], largest, window);
  model.node('Cast', [largest], output, { to: DATA_TYPE.int32 });
}

export const exportMaxPool = exportPooling;
export const exportMaxPool1d = exportPooling;
export const exportMaxPool3d = exportPooling;
