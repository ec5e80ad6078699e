import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { zeros } from '../tensor.js';
import { elementCount } from '../types.js';
import { read, write } from './shared/access.js';
import { resolveAxis } from './shared/checks.js';
import { requireEpsilon } from './shared/epsilon.js';
import { normalisedShape, requireNormalisedShape } from './shared/normalised-shape.js';

export interface RmsNormAttributes extends Attributes {
  readonly axis: number;
  readonly epsilon: number;
}

export const rmsNorm: OpDefinition<RmsNormAttributes> = {
  name: 'rms_norm',
  summary:
    'Root mean square normalisation (Zhang and Sennrich 2019): y = x / √(mean of x² + epsilon), then ' +
    '· weight per element where it is given. The mean goes over `axis` and all axes behind it, whose ' +
    'shape the weight has.',
  inputs: [{ name: 'x' }, { name: 'weight', optional: true }],
  attributes: {
    axis: { kind: 'integer', doc: 'the first of the axes that are normalised together' },
    epsilon: { kind: 'number', doc: 'added to the mean square before the root' },
  },

  infer([x, weight], { axis, epsilon }) {
    resolveAxis('rms_norm', axis, x.shape.length);
    requireEpsilon('rms_norm', epsilon);
    if (weight !== undefined) {
      const operand = { name: 'weight', type: weight, input: 1 };
      requireNormalisedShape('rms_norm', operand, x, axis);
    }
    return [x];
  },

  evaluate([x, weight], { axis, epsilon }, [type]) {
    const y = zeros(type);
    const count = elementCount(normalisedShape('rms_norm', type, axis));
    for (let start = 0; start < y.data.length; start += count) {
      let squares = 0;
      for (let at = 0; at < count; at++) squares += read(x, start + at) ** 2;
      const size = Math.sqrt(squares / count + epsilon);
      for (let at = 0; at < count; at++) {
        const scale = weight === undefined ? 1 : read(weight, at);
        write(y, start + at, (read(x, start + at) / size) * scale);
      }
    }
    return [y];
  },

  surface: {
    name: 'rms_norm',
    family: 'normalisation',
    example: ['input x: tensor(1, 4, 16)', 'output y = x -> rms_norm'],
    conventions:
      'The last axis unless told otherwise, as in ONNX and Keras. epsilon is 1e-5 as in ONNX; Keras and ' +
      'Flax have 1e-6, and PyTorch 1.2e-7 unless told.',
    arguments: [
      {
        name: 'axis',
        kind: 'axis',
        default: -1,
        doc: 'the first of the axes that are normalised together',
      },
      { name: 'epsilon', kind: 'number', default: 1e-5, doc: 'added to the mean square' },
      { name: 'affine', kind: 'boolean', default: true, doc: 'multiply with a weight per element' },
    ],
    weights(args, [x]) {
      const shape = normalisedShape('rms_norm', x, args.axis as number);
      return args.affine === true ? [{ name: 'weight', shape }] : [];
    },
    attributes: (args, [x]) => ({
      axis: resolveAxis('rms_norm', args.axis as number, x.shape.length),
      epsilon: args.epsilon as number,
    }),
  },
};
