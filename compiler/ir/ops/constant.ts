import type { Attributes, ConstantData } from '../graph.js';
import type { OpDefinition, SurfaceValues } from '../op.js';
import { parameterData } from '../parameter-data.js';
import type { TensorType } from '../types.js';
import { requireElement } from './shared/checks.js';

export interface ConstantAttributes extends Attributes {
  readonly value: ConstantData;
}

export const constant: OpDefinition<ConstantAttributes> = {
  name: 'constant',
  summary:
    'A tensor that is known before the network runs: `parameter` declares one that the weights supply, a ' +
    'list of numbers stands for another, and folding makes more. Its elements are read only when ' +
    'something needs them.',
  inputs: [],
  attributes: { value: { kind: 'constant', doc: 'the elements' } },
  infer: (_inputs, { value }) => [value.type],
  evaluate: (_inputs, { value }) => [{ shape: value.type.shape, data: value.read() }],

  surface: {
    name: 'parameter',
    family: 'composition',
    example: ['input x: tensor(1, 4)', 'gain = parameter([4])', 'output y = x * gain'],
    conventions:
      'It is called as a layer in its place would be, with nothing behind it: what a module keeps as ' +
      '`self.gain = nn.Parameter(…)`, or as a buffer, is `gain = parameter(…)`.',
    arguments: [
      { name: 'shape', kind: 'integers', doc: 'the extents; none for a single number' },
      {
        name: 'type',
        kind: 'string',
        default: 'f32',
        doc: 'of its elements: f32, i32, u8 or bool',
      },
    ],
    weights: (args) => [{ name: 'value', parameter: '', ...typeOf(args) }],
    attributes: (args) => ({ value: parameterData('', typeOf(args)) }),
  },
};

function typeOf({ shape, type }: SurfaceValues): TensorType {
  return { element: requireElement('type', type as string), shape: shape as readonly number[] };
}
