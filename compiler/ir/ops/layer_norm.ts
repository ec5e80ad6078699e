import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { elementCount } from '../types.js';
import { resolveAxis } from './shared/checks.js';
import { requireEpsilon } from './shared/epsilon.js';
import { normaliseRuns } from './shared/normalise.js';
import { normalisedShape, requireNormalisedShape } from './shared/normalised-shape.js';

export interface LayerNormAttributes extends Attributes {
  readonly axis: number;
  readonly epsilon: number;
}

export const layerNorm: OpDefinition<LayerNormAttributes> = {
  name: 'layer_norm',
  summary:
    'Layer normalisation (Ba, Kiros and Hinton 2016): y = (x − mean) / √(variance + epsilon), then ' +
    '· weight + bias per element where they are given. Mean and variance, which divides by the ' +
    'number of elements, go over `axis` and all axes behind it. Weight and bias have the shape of ' +
    'these axes.',
  inputs: [{ name: 'x' }, { name: 'weight', optional: true }, { name: 'bias', optional: true }],
  attributes: {
    axis: { kind: 'integer', doc: 'the first of the axes that are normalised together' },
    epsilon: { kind: 'number', doc: 'added to the variance before the root' },
  },

  infer([x, ...affine], { axis, epsilon }) {
    resolveAxis('layer_norm', axis, x.shape.length);
    requireEpsilon('layer_norm', epsilon);
    affine.forEach((type, index) => {
      const operand = { name: ['weight', 'bias'][index], type, input: index + 1 };
      requireNormalisedShape('layer_norm', operand, x, axis);
    });
    return [x];
  },

  evaluate([x, weight, bias], { axis, epsilon }, [type]) {
    const count = elementCount(normalisedShape('layer_norm', type, axis));
    const entryOf = (at: number): number => at % count;
    return [normaliseRuns(x, type, { count, epsilon }, { weight, bias, entryOf })];
  },

  surface: {
    name: 'layer_norm',
    family: 'normalisation',
    example: ['input x: tensor(1, 4, 16)', 'output y = x -> layer_norm'],
    conventions:
      'The last axis unless told otherwise, as in ONNX and Keras; PyTorch takes the shape of the axes ' +
      'instead of the first of them. epsilon is 1e-5 as in PyTorch and ONNX; Keras has 1e-3.',
    arguments: [
      {
        name: 'axis',
        kind: 'axis',
        default: -1,
        doc: 'the first of the axes that are normalised together',
      },
      { name: 'epsilon', kind: 'number', default: 1e-5, doc: 'added to the variance' },
      {
        name: 'affine',
        kind: 'boolean',
        default: true,
        doc: 'multiply with a weight and add a bias per element',
      },
    ],
    weights(args, [x]) {
      const shape = normalisedShape('layer_norm', x, args.axis as number);
      return args.affine === true ? ['weight', 'bias'].map((name) => ({ name, shape })) : [];
    },
    attributes: (args, [x]) => ({
      axis: resolveAxis('layer_norm', args.axis as number, x.shape.length),
      epsilon: args.epsilon as number,
    }),
  },
};
