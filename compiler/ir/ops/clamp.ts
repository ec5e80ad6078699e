import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import { zeros } from '../tensor.js';
import { read, write } from './shared/access.js';
import { ARITHMETIC } from './shared/arithmetic.js';
import { broadcastIndexer, requireBroadcast } from './shared/elementwise.js';

export const clamp: OpDefinition = {
  name: 'clamp',
  summary:
    'Keeps every element within bounds: y = minimum(maximum(x, min), max). The bounds are numbers or tensors, and all ' +
    'three broadcast. NaN where x or a bound is; max where min is above it.',
  inputs: [
    { name: 'x', elements: ARITHMETIC },
    { name: 'min', elements: ARITHMETIC },
    { name: 'max', elements: ARITHMETIC },
  ],
  attributes: {},
  elementwise: true,

  infer: ([x, min, max]) => [
    { element: x.element, shape: requireBroadcast('clamp', [x, min, max]) },
  ],

  evaluate([x, min, max], _attributes, [type]) {
    const y = zeros(type);
    const [atX, atMin, atMax] = [x, min, max].map(({ shape }) =>
      broadcastIndexer(shape, type.shape),
    );
    for (let at = 0; at < y.data.length; at++) {
      const least = Math.max(read(x, atX(at)), read(min, atMin(at)));
      write(y, at, Math.min(least, read(max, atMax(at))));
    }
    return [y];
  },

  magnitude: ([, min, max]) => Math.max(min, max),

  surface: {
    name: 'clamp',
    family: 'arithmetic',
    example: ['input x: tensor(1, 5)', 'output y = x -> clamp(-0.5, 1)'],
    conventions:
      'PyTorch, NumPy and ONNX can leave one bound out. Here that is `maximum(x, 0)` or `minimum(x, 1)`.',
    arguments: [],
    attributes: () => ({}),
    checkNumbers([, min, max]) {
      if (min === undefined || max === undefined || min <= max) return;
      throw new ShapeError('range', `nothing lies between ${min} and ${max}`, {
        input: 1,
        hint: 'clamp takes the smaller bound first',
      });
    },
  },
};
