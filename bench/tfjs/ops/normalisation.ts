import type { Adapter } from '../adapter.js';
import { channelsLastAxes } from '../channels-last.js';
import { Unsupported } from '../writer.js';

/** Only where there was no convolution to fold it into. */
export const batchNorm: Adapter<'batch_norm'> = ({ inputs, attributes }, writer) => {
  if (inputs[0].type.shape.length !== 4) throw new Unsupported('batch_norm on other than pictures');
  const [x, scale, offset, mean, variance] = inputs.map((input) => writer.operand(input));
  return `tf.batchNorm(${x}, ${mean}, ${variance}, ${offset}, ${scale}, ${attributes.epsilon})`;
};

/** tfjs has no op for it: the moments of each picture, then its batch norm with them. */
export const instanceNorm: Adapter<'instance_norm'> = ({ inputs, attributes }, writer) => {
  const [x, ...parameters] = inputs.map((input) => writer.operand(input));
  // They must have as many axes as the moments.
  const [scale = 'null', offset = 'null'] = parameters.map(
    (parameter) => `tf.reshape(${parameter}, [1, 1, 1, -1])`,
  );
  const affine = `${offset}, ${scale}`;
  return (
    `(({ mean, variance }) => tf.batchNorm(${x}, mean, variance, ${affine}, ` +
    `${attributes.epsilon}))(tf.moments(${x}, [1, 2], true))`
  );
};

export const softmax: Adapter<'softmax'> = ({ inputs: [x], attributes }, writer) => {
  const rank = x.type.shape.length;
  const axis = (attributes.axis + rank) % rank;
  return `tf.softmax(${writer.operand(x)}, ${channelsLastAxes(rank).indexOf(axis)})`;
};
