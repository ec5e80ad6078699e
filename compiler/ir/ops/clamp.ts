import type { Attributes } from '../graph.js';
import { ShapeError } from '../op.js';
import { unaryOp } from './shared/elementwise.js';

export interface ClampAttributes extends Attributes {
  readonly min: number;
  readonly max: number;
}

export const clamp = unaryOp<ClampAttributes>({
  name: 'clamp',
  summary: 'Keeps every element within a range: y = min(max(x, min), max), and NaN stays NaN.',
  attributes: {
    min: { kind: 'number', doc: 'the smallest result' },
    max: { kind: 'number', doc: 'the largest result' },
  },
  scalar: (x, { min, max }) => Math.min(Math.max(x, min), max),
  magnitude: (_operands, { min, max }) => Math.max(Math.abs(min), Math.abs(max)),
  surface: {
    name: 'clamp',
    family: 'arithmetic',
    example: ['input x: tensor(1, 5)', 'output y = x -> clamp(-0.5, 1)'],
    conventions:
      'PyTorch, NumPy and ONNX can leave one bound out. Here that is `maximum(x, 0)` or `minimum(x, 1)`.',
    arguments: [
      { name: 'min', kind: 'number', doc: 'the smallest result' },
      { name: 'max', kind: 'number', doc: 'the largest result' },
    ],
    attributes(args) {
      const min = args.min as number;
      const max = args.max as number;
      if (min > max) {
        throw new ShapeError('range', `nothing lies between ${min} and ${max}`, {
          argument: 'min',
          hint: 'clamp takes the smaller bound first',
        });
      }
      return { min, max };
    },
  },
});
