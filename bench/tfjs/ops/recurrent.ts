import type { Adapter } from '../adapter.js';
import { list } from '../list.js';

/**
 * tfjs has a cell for one step that multiplies the input and the state at once. Faster is what a
 * careful user writes: the input's product for all steps in one, then the state's step by step.
 */
export const lstm: Adapter<'lstm'> = ({ inputs, outputs }, writer) => {
  const [x, weightIh, weightHh, ...biases] = inputs;
  const [batch, steps, features] = x.type.shape;
  const width = outputs[0].type.shape[2];
  const rows = list([batch * steps, features]);
  const bias = biases.map((value) => writer.operand(value)).join(', ');
  const biasText = biases.length === 0 ? '' : `, bias: tf.add(${bias})`;
  return `((x, wi, wh) => {
    const gates = tf.fused.matMul({ a: tf.reshape(x, ${rows}), b: wi${biasText} });
    const fromInput = tf.unstack(tf.reshape(gates, ${list([batch, steps, 4 * width])}), 1);
    let h = tf.zeros(${list([batch, width])});
    let c = h;
    const states = fromInput.map((now) => {
      const [i, f, g, o] = tf.split(tf.add(now, tf.matMul(h, wh)), 4, 1);
      c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      h = tf.mul(tf.sigmoid(o), tf.tanh(c));
      return h;
    });
    return tf.stack(states, 1);
  })(${writer.operand(x)}, ${writer.weight(weightIh, [1, 0])}, ${writer.weight(weightHh, [1, 0])})`;
};
