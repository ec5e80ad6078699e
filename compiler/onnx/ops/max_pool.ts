import type { MaxPoolAttributes } from '../../ir/ops/shared/max-pooling.js';
import type { ExportedNode } from '../exporter.js';
import type { OnnxModel } from '../model.js';
import { elementCount } from '../../ir/types.js';
import { DATA_TYPE } from '../proto/messages.js';

/**
 * MaxPool takes no i32, but f64, which holds each of them. It counts places through the whole tensor, so that
 * what lies before a channel is taken from those of it.
 */
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
  const [x] = node.inputs;
  const name = (part: string): string => model.fresh(`${output}.${part}`);
  const places = exported.outputs.at(1);
  const found = places === undefined ? [] : [name('places')];
  if (x.type.element === 'f32') {
    model.node('MaxPool', inputs, [output, ...found], window);
  } else {
    const [wide, largest] = [name('f64'), name('largest')];
    model.node('Cast', inputs, wide, { to: DATA_TYPE.double });
    model.node('MaxPool', [wide], [largest, ...found], window);
    model.node('Cast', [largest], output, { to: DATA_TYPE.int32 });
  }
  if (places === undefined) return;
  const [batch, channels, ...picture] = x.type.shape;
  const planes = Array.from({ length: batch * channels }, (_, at) => at * elementCount(picture));
  const [before, within] = [name('before'), name('within')];
  const axes = [batch, channels, ...picture.map(() => 1)];
  const starts = model.integers(name('starts'), planes);
  model.node('Reshape', [starts, model.integers(name('shape'), axes)], before);
  model.node('Sub', [...found, before], within);
  model.node('Cast', [within], places, { to: DATA_TYPE.int32 });
}

export const exportMaxPool = exportPooling;
export const exportMaxPool1d = exportPooling;
export const exportMaxPool3d = exportPooling;
