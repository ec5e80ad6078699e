import type { MaxUnpoolAttributes } from '../../ir/ops/shared/max-unpooling.js';
import type { ExportedNode } from '../exporter.js';
import type { OnnxModel } from '../model.js';
import { elementCount } from '../../ir/types.js';
import { DATA_TYPE } from '../proto/messages.js';
import { requireFloats } from './floats-only.js';

/** ONNX counts places through the whole output, so that what lies before a channel is added to those of it. */
function exportUnpooling(exported: ExportedNode<MaxUnpoolAttributes>, model: OnnxModel): void {
  const { node, attributes, output } = exported;
  if (node.inputs[0].type.element !== 'f32') requireFloats('MaxUnpool', node);
  const [x, places] = exported.inputs;
  const { kernel, strides, pads, size } = attributes;
  const [batch, channels] = node.inputs[0].type.shape;
  const name = (part: string): string => model.fresh(`${output}.${part}`);
  const [wide, before, within] = [name('int64'), name('before'), name('places')];
  const planes = Array.from({ length: batch * channels }, (_, at) => at * elementCount(size));
  const starts = model.integers(name('starts'), planes);
  const axes = model.integers(name('axes'), [batch, channels, ...size.map(() => 1)]);
  model.node('Cast', [places], wide, { to: DATA_TYPE.int64 });
  model.node('Reshape', [starts, axes], before);
  model.node('Add', [wide, before], within);
  const shape = model.integers(name('shape'), [batch, channels, ...size]);
  model.node('MaxUnpool', [x, within, shape], output, { kernel_shape: kernel, strides, pads });
}

export const exportMaxUnpool = exportUnpooling;
export const exportMaxUnpool1d = exportUnpooling;
export const exportMaxUnpool3d = exportUnpooling;
