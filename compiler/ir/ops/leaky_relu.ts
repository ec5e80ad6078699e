import type { Attributes } from '../graph.js';
import { unaryOp } from './shared/elementwise.js';

export interface LeakyReluAttributes extends Attributes {
  readonly slope: number;
}

export const leakyRelu = unaryOp<LeakyReluAttributes>({
  name: 'leaky_relu',
  summary:
    'Rectifier that lets some of the negative side through: y = x for x ≥ 0, else slope · x.',
  attributes: { slope: { kind: 'number', doc: 'factor on the negative side' } },
  scalar: (x, { slope }) => (x >= 0 ? x : slope * x),
  surface: {
    name: 'leaky_relu',
    arguments: [
      { name: 'slope', kind: 'number', default: 0.01, doc: 'factor on the negative side' },
    ],
    attributes: (args) => ({ slope: args.slope as number }),
  },
});
