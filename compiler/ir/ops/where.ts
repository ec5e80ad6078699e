import type { OpDefinition } from '../op.js';
import { zeros } from '../tensor.js';
import { ELEMENT_TYPES } from '../types.js';
import { read, write } from './shared/access.js';
import { broadcastIndexer, requireBroadcast } from './shared/elementwise.js';

export const where: OpDefinition = {
  name: 'where',
  summary:
    'Elementwise a where a condition is true, else b: the condition is a bool, and all three broadcast. What is not taken ' +
    'does not count, be it NaN.',
  inputs: [
    { name: 'condition', elements: ['bool'] },
    { name: 'a', elements: ELEMENT_TYPES },
    { name: 'b', elements: ELEMENT_TYPES },
  ],
  attributes: {},
  elementwise: true,

  infer: ([condition, a, b]) => [
    { element: a.element, shape: requireBroadcast('where', [condition, a, b]) },
  ],

  evaluate([condition, a, b], _attributes, [type]) {
    const y = zeros(type);
    const [atCondition, atA, atB] = [condition, a, b].map(({ shape }) =>
      broadcastIndexer(shape, type.shape),
    );
    for (let at = 0; at < y.data.length; at++) {
      const holds = read(condition, atCondition(at)) !== 0;
      write(y, at, holds ? read(a, atA(at)) : read(b, atB(at)));
    }
    return [y];
  },

  surface: {
    name: 'where',
    family: 'arithmetic',
    example: ['input x: tensor(1, 5)', 'output y = (greater(x, 0), x, x * 0.1) -> where'],
    arguments: [],
    attributes: () => ({}),
  },
};
