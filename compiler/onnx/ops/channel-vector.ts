import type { ExportedNode } from '../exporter.js';
import type { OnnxModel } from '../model.js';

/** A vector of the same number for each channel, for what ONNX always wants and the op doesn't have. */
export function channelVector(
  { node, output }: ExportedNode,
  model: OnnxModel,
  role: string,
  value: number,
): string {
  const [, channels] = node.inputs[0].type.shape;
  const name = model.fresh(`${output}.${role}`);
  model.floats(name, [channels], new Float32Array(channels).fill(value));
  return name;
}
