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
  magnitude: ([x], { slope }) => x * Math.max(1, Math.abs(slope)),
  surface: {
    name: 'leaky_relu',
    family: 'activation',
    example: ['input x: tensor(1, 5)', 'output y = x -> leaky_relu(0.1)'],
    conventions:
      'The slope is 0.01 unless given, as in PyTorch and ONNX; leaky_relu of Keras takes 0.2 as a function and ' +
      '0.3 as a layer.',
    arguments: [
      { name: 'slope', kind: 'number', default: 0.01, doc: 'factor on the negative side' },
    ],
    attributes: (args) => ({ slope: args.slope as number }),
  },
});
