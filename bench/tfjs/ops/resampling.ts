import type { Adapter } from '../adapter.js';
import { list } from '../list.js';

export const upsampleNearest: Adapter<'upsample_nearest'> = (node, writer) => {
  const [, , height, width] = node.outputs[0].type.shape;
  return `tf.image.resizeNearestNeighbor(${writer.operand(node.inputs[0])}, ${list([height, width])})`;
};
