import { ELEMENT_TYPES } from '../types.js';
import type { OpDefinition } from '../op.js';
import { reshaped } from './shared/access.js';

export const relayout: OpDefinition = {
  name: 'relayout',
  summary:
    'The same tensor in another physical layout: logically the identity. The layout is that of its ' +
    'output value; passes put it where two neighbours want different layouts.',
  inputs: [{ name: 'x', elements: ELEMENT_TYPES }],
  attributes: {},
  // Where layouts differ it moves single elements, whatever they are.
  scalarOperands: () => [0],
  infer: ([x]) => [x],
  evaluate: ([x], _attributes, [type]) => [reshaped(x, type.shape)],
};
