import type { Attributes } from '../graph.js';
import { unaryOp } from './shared/elementwise.js';

export interface EluAttributes extends Attributes {
  readonly alpha: number;
}

export const elu = unaryOp<EluAttributes>({
  name: 'elu',
  summary:
    'Exponential linear unit (Clevert et al. 2016): y = x for x ≥ 0, else alpha · (e^x − 1).',
  attributes: { alpha: { kind: 'number', doc: 'what −y tends to on the negative side' } },
  scalar: (x, { alpha }) => (x >= 0 ? x : alpha * Math.expm1(x)),
  magnitude: ([x], { alpha }) => Math.max(x, Math.abs(alpha)),
  surface: {
    name: 'elu',
    family: 'activation',
    example: ['input x: tensor(1, 5)', 'output y = x -> elu'],
    arguments: [
      { name: 'alpha', kind: 'number', default: 1, doc: 'what −y tends to on the negative side' },
    ],
    attributes: (args) => ({ alpha: args.alpha as number }),
  },
});
