import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { zeros } from '../tensor.js';
import { elementCount } from '../types.js';
import { read, write } from './shared/access.js';
import { resolveAxis } from './shared/checks.js';

export interface SoftmaxAttributes extends Attributes {
  readonly axis: number;
}

export const softmax: OpDefinition<SoftmaxAttributes> = {
  name: 'softmax',
  summary:
    'Turns scores into probabilities along one axis: y_j = e^(x_j − m) / Σ e^(x_i − m), where m is ' +
    'the largest x, subtracted so that nothing overflows.',
  inputs: [{ name: 'x' }],
  attributes: { axis: { kind: 'integer', doc: 'axis along which the results sum to 1' } },

  infer([x], { axis }) {
    resolveAxis('softmax', axis, x.shape.length);
    return [x];
  },

  evaluate([x], attributes, [type]) {
    const axis = resolveAxis('softmax', attributes.axis, x.shape.length);
    const y = zeros(type);
    const extent = x.shape[axis];
    const outer = elementCount(x.shape.slice(0, axis));
    const inner = elementCount(x.shape.slice(axis + 1));
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i++) {
        const place = (j: number) => (o * extent + j) * inner + i;
        let largest = -Infinity;
        for (let j = 0; j < extent; j++) largest = Math.max(largest, read(x, place(j)));
        let sum = 0;
        for (let j = 0; j < extent; j++) sum += Math.exp(read(x, place(j)) - largest);
        for (let j = 0; j < extent; j++) {
          write(y, place(j), Math.exp(read(x, place(j)) - largest) / sum);
        }
      }
    }
    return [y];
  },

  magnitude: () => 1,

  surface: {
    name: 'softmax',
    family: 'activation',
    example: ['input x: tensor(1, 4)', 'output y = x -> softmax'],
    conventions: 'The last axis unless told otherwise, as in Keras, Flax and ONNX since opset 13.',
    arguments: [
      { name: 'axis', kind: 'axis', default: -1, doc: 'axis along which the results sum to 1' },
    ],
    attributes: (args, [x]) => ({
      axis: resolveAxis('softmax', args.axis as number, x.shape.length),
    }),
  },
};
