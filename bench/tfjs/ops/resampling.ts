import type { Adapter } from '../adapter.js';
import { list } from '../list.js';
import { Unsupported } from '../writer.js';

export const resize: Adapter<'resize'> = (node, writer) => {
  const { mode, coordinates, rounding } = node.attributes;
  const [, , height, width] = node.outputs[0].type.shape;
  const operands = `${writer.operand(node.inputs[0])}, ${list([height, width])}`;
  const form = `${mode} ${coordinates}`;
  if (form === 'nearest asymmetric' && rounding === 'floor') {
    return `tf.image.resizeNearestNeighbor(${operands})`;
  }
  if (form === 'bilinear half_pixel') return `tf.image.resizeBilinear(${operands}, false, true)`;
  throw new Unsupported(`a resize of mode ${mode} with coordinates ${coordinates}`);
};
