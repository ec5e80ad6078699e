import type { Node } from '../../../compiler/ir/graph.js';
import type { Adapter } from '../adapter.js';
import { list } from '../list.js';
import { Unsupported } from '../writer.js';
import { padText } from './convolution.js';

export const maxPool: Adapter<'max_pool'> = (node, writer) => {
  const { kernel, strides, pads, dilations } = node.attributes;
  if (dilations.some((step) => step !== 1)) throw new Unsupported('a dilated max_pool');
  // Padding never wins a maximum, so it may reach as far as ceil_mode lets the windows hang over.
  const reach = reachingPads(node, { kernel, strides, pads });
  const input = writer.operand(node.inputs[0]);
  return `tf.maxPool(${input}, ${list(kernel)}, ${list(strides)}, ${padText(reach)})`;
};

/** tfjs divides by the elements inside: where the padding counts, it becomes a part of the picture. */
export const avgPool: Adapter<'avg_pool'> = (node, writer) => {
  const { kernel, strides, pads, count_include_pad } = node.attributes;
  const reach = reachingPads(node, { kernel, strides, pads });
  const input = writer.operand(node.inputs[0]);
  if (!count_include_pad || pads.every((pad) => pad === 0)) {
    return `tf.avgPool(${input}, ${list(kernel)}, ${list(strides)}, ${padText(reach)})`;
  }
  if (reach.some((pad, side) => pad > pads[side])) {
    throw new Unsupported('an avg_pool whose windows hang over a padding that counts');
  }
  const padded = `tf.pad(${input}, ${padText(pads)})`;
  return `tf.avgPool(${padded}, ${list(kernel)}, ${list(strides)}, 'valid')`;
};

export const globalAvgPool: Adapter<'global_avg_pool'> = ({ inputs: [x] }, writer) =>
  `tf.mean(${writer.operand(x)}, [1, 2], true)`;

export const globalMaxPool: Adapter<'global_max_pool'> = ({ inputs: [x] }, writer) =>
  `tf.max(${writer.operand(x)}, [1, 2], true)`;

interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly pads: readonly number[];
}

/** Pads with which the usual rounding down gives as many windows as the node has. */
function reachingPads(node: Node, { kernel, strides, pads }: Window): number[] {
  const [, , ...picture] = node.inputs[0].type.shape;
  const [, , ...windows] = node.outputs[0].type.shape;
  const ends = picture.map((extent, axis) => {
    const needed = (windows[axis] - 1) * strides[axis] + kernel[axis] - extent - pads[axis];
    return Math.max(needed, pads[axis + 2]);
  });
  return [pads[0], pads[1], ...ends];
}
