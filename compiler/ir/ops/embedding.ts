import type { OpDefinition } from '../op.js';
import { requireAxes, requireInteger } from './shared/checks.js';
import { gatherAlong, gatheredShape, INDEX_CONVENTIONS } from './shared/gather.js';

export const embedding: OpDefinition = {
  name: 'embedding',
  summary:
    'Looks up a vector for each integer: y[…,k] = weight[x[…],k]. The weight is a table [N,K] of N ' +
    'vectors; the output has the axes of x and then one of K elements.',
  inputs: [{ name: 'x', elements: ['i32'] }, { name: 'weight' }],
  attributes: {},

  // Each integer is for a vector of the result.
  scalarOperands: ([x], _attributes, vectorAxis) => (vectorAxis === x.shape.length ? [0] : []),

  /** A product with a vector of a one for the row that is chosen, and zeros. */
  weight: ([x]) => ({
    operand: 1,
    channelAxis: x.shape.length,
    outputs: 1,
    groups: 1,
    acrossGroups: 'outputs',
    taps: 'some',
  }),

  indices: ([, weight]) => ({ operand: 0, entries: weight.shape[0] }),

  infer([x, weight]) {
    requireAxes('the weight of embedding', weight, ['N', 'K'], 1);
    return [{ element: weight.element, shape: gatheredShape(weight.shape, x.shape, 0) }];
  },

  evaluate: ([x, weight], _attributes, [type]) => gatherAlong(weight, x, 0, type),

  magnitude: ([, weight]) => weight,

  surface: {
    name: 'embedding',
    family: 'sequence',
    example: ['input words: tensor(1, 5, i32)', 'output y = words -> embedding(1000, 16)'],
    conventions:
      'The weight is that of PyTorch and Keras. The row of a `padding_idx` is a row like the others, ' +
      `which training has left at zero. ${INDEX_CONVENTIONS}`,
    arguments: [
      { name: 'count', kind: 'integer', doc: 'vectors in the table' },
      { name: 'size', kind: 'integer', doc: 'elements of each vector' },
    ],
    weights(args) {
      const [count, size] = [args.count as number, args.size as number];
      requireInteger('embedding', 'count', count, 1);
      requireInteger('embedding', 'size', size, 1);
      return [{ name: 'weight', shape: [count, size] }];
    },
    attributes: () => ({}),
  },
};
