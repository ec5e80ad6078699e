import type { Adapter } from '../adapter.js';
import { channelsLastShape } from '../channels-last.js';
import { list } from '../list.js';
import { Unsupported } from '../writer.js';
import { padText } from './convolution.js';

/** tfjs takes the padding of the convolution this is the gradient of, and has no fused form. */
export const convTranspose2d: Adapter<'conv_transpose2d'> = (node, writer) => {
  const { strides, dilations, pads, output_padding, groups } = node.attributes;
  const [x, weight, bias] = node.inputs;
  if (groups !== 1) throw new Unsupported(`a transposed convolution in ${groups} groups`);
  if (dilations.some((step) => step !== 1)) {
    throw new Unsupported('a dilated transposed convolution');
  }
  // The rows added at the end are those that the convolution's padding does not reach.
  const [top, left, bottom, right] = pads;
  const reach = [top, left, bottom - output_padding[0], right - output_padding[1]];
  if (reach.some((pad) => pad < 0)) {
    throw new Unsupported('a transposed convolution with more output_padding than padding');
  }
  // I, O, h, w becomes h, w, O, I.
  const filter = writer.weight(weight, [2, 3, 1, 0]);
  const shape = list(channelsLastShape(node.outputs[0].type.shape));
  const product =
    `tf.conv2dTranspose(${writer.operand(x)}, ${filter}, ${shape}, ${list(strides)}, ` +
    `${padText(reach)})`;
  return bias === undefined ? product : `tf.add(${product}, ${writer.operand(bias)})`;
};
