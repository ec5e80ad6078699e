import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import { zeros } from '../tensor.js';
import { elementCount } from '../types.js';
import { read, write } from './shared/access.js';
import { ARITHMETIC, multiplyAdd } from './shared/arithmetic.js';
import {
  requireAxes,
  requireInteger,
  requireMinimumRank,
  requireVector,
  shapeText,
} from './shared/checks.js';

export const linear: OpDefinition = {
  name: 'linear',
  summary:
    'Fully connected layer: y[…,o] = b[o] + Σ x[…,i] · w[o,i]. Input […,I], weight [O,I] as in ' +
    'PyTorch, bias [O]; output […,O]. Of i32, all of them, it is modulo 2³².',
  inputs: [
    { name: 'x', elements: ARITHMETIC },
    { name: 'weight', elements: ARITHMETIC },
    { name: 'bias', elements: ARITHMETIC, optional: true },
  ],
  attributes: {},

  infer([x, weight, bias]) {
    requireMinimumRank('linear', x, 1, 0);
    requireAxes('the weight of linear', weight, ['O', 'I'], 1);
    const features = x.shape[x.shape.length - 1];
    const [outputs, inputs] = weight.shape;
    if (inputs !== features) {
      throw new ShapeError(
        'features',
        `the weight ${shapeText(weight.shape)} of linear reads ${inputs} features, ` +
          `but the last axis of the input ${shapeText(x.shape)} has ${features}`,
        {
          input: 1,
          otherInput: 0,
          hint: x.shape.length === 4 ? 'is a flatten missing?' : undefined,
        },
      );
    }
    if (bias !== undefined) {
      requireVector('linear', { name: 'bias', type: bias, input: 2 }, outputs, 'output feature');
    }
    return [{ element: x.element, shape: [...x.shape.slice(0, -1), outputs] }];
  },

  evaluate([x, weight, bias], _attributes, [type]) {
    const [outputs, inputs] = weight.shape;
    const y = zeros(type);
    const add = multiplyAdd(type.element);
    const rows = elementCount(x.shape) / inputs;
    for (let row = 0; row < rows; row++) {
      for (let o = 0; o < outputs; o++) {
        let sum = bias === undefined ? 0 : read(bias, o);
        for (let i = 0; i < inputs; i++) {
          sum = add(sum, read(x, row * inputs + i), read(weight, o * inputs + i));
        }
        write(y, row * outputs + o, sum);
      }
    }
    return [y];
  },

  weight: ([x]) => ({
    operand: 1,
    bias: 2,
    channelAxis: x.shape.length - 1,
    outputs: 0,
    inputs: 1,
    groups: 1,
    acrossGroups: 'outputs',
    taps: 'all',
  }),
  // Vectors of results lie along O, unless another axis is the one that lies padded.
  scalarOperands: ([x], _attributes, vectorAxis) => (vectorAxis === x.shape.length - 1 ? [0] : []),

  macs: ([, weight], _attributes, [y]) => elementCount(y.shape) * weight.shape[1],

  surface: {
    name: 'linear',
    family: 'matrix',
    example: ['input x: tensor(1, 120)', 'output y = x -> linear(84)'],
    conventions:
      'The weight is [O,I] as in PyTorch; the kernel of Keras and Flax is its transpose [I,O]. A linear ' +
      'layer works along the last axis and keeps all others.',
    arguments: [
      { name: 'features', kind: 'integer', doc: 'output features' },
      { name: 'bias', kind: 'boolean', default: true, doc: 'add a bias per output feature' },
    ],
    weights(args, [x]) {
      const features = args.features as number;
      requireMinimumRank('linear', x, 1, 0);
      requireInteger('linear', 'features', features, 1);
      const weight = { name: 'weight', shape: [features, x.shape[x.shape.length - 1]] };
      return args.bias === true ? [weight, { name: 'bias', shape: [features] }] : [weight];
    },
    attributes: () => ({}),
  },
};
