import type { OpDefinition } from '../op.js';
import { zeros } from '../tensor.js';
import { read, write } from './shared/access.js';

export const logicalNot: OpDefinition = {
  name: 'logical_not',
  summary: 'Whether x is false, elementwise: a bool.',
  inputs: [{ name: 'x', elements: ['bool'] }],
  attributes: {},
  elementwise: true,
  magnitude: () => 1,
  infer: ([x]) => [x],
  evaluate([x], _attributes, [type]) {
    const y = zeros(type);
    for (let at = 0; at < y.data.length; at++) write(y, at, Number(read(x, at) === 0));
    return [y];
  },
  surface: {
    name: 'logical_not',
    family: 'arithmetic',
    example: ['input x: tensor(1, 5)', 'output y = logical_not(greater(x, 0))'],
    arguments: [],
    attributes: () => ({}),
  },
};
