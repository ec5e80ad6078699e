import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import { zeros } from '../tensor.js';
import type { TensorType } from '../types.js';
import { typeText } from '../types.js';
import { read, write } from './shared/access.js';
import { channelIndexer, channelsOf } from './shared/channels.js';

export const prelu: OpDefinition = {
  name: 'prelu',
  summary:
    'Parametric relu (He et al. 2015): y = x for x ≥ 0, else weight · x, with one learned slope, or one for each ' +
    'channel, that is along axis 1: weight [1] or [C].',
  inputs: [{ name: 'x' }, { name: 'weight', channelwise: true }],
  attributes: {},
  elementwise: true,

  infer([x, weight]) {
    requireSlopes(x, weight);
    return [x];
  },

  evaluate([x, weight], _attributes, [type]) {
    const y = zeros(type);
    const channelOf = weight.data.length === 1 ? () => 0 : channelIndexer(x.shape);
    for (let at = 0; at < y.data.length; at++) {
      const value = read(x, at);
      write(y, at, value >= 0 ? value : read(weight, channelOf(at)) * value);
    }
    return [y];
  },

  magnitude: ([x, slope]) => x * Math.max(1, slope),

  surface: {
    name: 'prelu',
    family: 'activation',
    example: ['input x: tensor(1, 5)', 'output y = x -> prelu(weight = [0.25])'],
    conventions:
      'One slope unless told otherwise, as in PyTorch. A slope of ONNX broadcasts from the last axis: [C] there is ' +
      'one for each column, and what is [C] here is [C,1,1] there. Keras has a slope for each element.',
    arguments: [
      {
        name: 'num_parameters',
        kind: 'integer',
        default: 1,
        doc: 'how many slopes: 1, or as many as channels',
      },
    ],
    weights: (args, [x]) => {
      const count = args.num_parameters as number;
      if (count !== 1 && count !== channelsOf('prelu', x)) {
        throw new ShapeError(
          'slopes',
          `${typeText(x)} has ${channelsOf('prelu', x)} channels, not ${count}`,
          {
            argument: 'num_parameters',
            hint: 'prelu has one slope, or one for each channel',
          },
        );
      }
      return [{ name: 'weight', shape: [count] }];
    },
    attributes: () => ({}),
  },
};

function requireSlopes(x: TensorType, weight: TensorType): void {
  const { shape } = weight;
  const isOne = shape.length === 1 && shape[0] === 1;
  if (isOne || (shape.length === 1 && x.shape.length >= 2 && shape[0] === x.shape[1])) return;
  throw new ShapeError(
    'slopes',
    `the weight of prelu must be [1] or one slope for each channel, but is ${typeText(weight)}`,
    { input: 1, otherInput: 0 },
  );
}
