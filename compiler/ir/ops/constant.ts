import type { Attributes, ConstantData } from '../graph.js';
import type { OpDefinition } from '../op.js';

export interface ConstantAttributes extends Attributes {
  readonly value: ConstantData;
}

export const constant: OpDefinition<ConstantAttributes> = {
  name: 'constant',
  summary:
    'A tensor known at compile time: a trained parameter, a literal of the source, or the result ' +
    'of folding. Its elements are read from the weights only when something needs them.',
  inputs: [],
  attributes: { value: { kind: 'constant', doc: 'the elements' } },
  infer: (_inputs, { value }) => [value.type],
  evaluate: (_inputs, { value }) => [{ shape: value.type.shape, data: value.read() }],
};
