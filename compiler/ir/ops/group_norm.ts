import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { elementCount } from '../types.js';
import { channelIndexer } from './shared/channels.js';
import { requireGroups, requireInteger, requireVector } from './shared/checks.js';
import { requireEpsilon } from './shared/epsilon.js';
import { momentsWorkspace } from './shared/moments.js';
import { normaliseRuns } from './shared/normalise.js';
import { requireAnyFeatureMap } from './shared/space.js';

export interface GroupNormAttributes extends Attributes {
  readonly groups: number;
  readonly epsilon: number;
}

export const groupNorm: OpDefinition<GroupNormAttributes> = {
  name: 'group_norm',
  summary:
    'Group normalisation (Wu and He 2018): y = (x − mean) / √(variance + epsilon), then · weight + ' +
    'bias per channel where they are given. Mean and variance, which divides by the number of ' +
    'elements, are those of each group of neighbouring channels of each feature map. Input and ' +
    'output [N,C,L], [N,C,H,W] or [N,C,D,H,W], weight and bias [C].',
  inputs: [
    { name: 'x' },
    { name: 'weight', optional: true, channelwise: true },
    { name: 'bias', optional: true, channelwise: true },
  ],
  attributes: {
    groups: { kind: 'integer', doc: 'the channels are split into this many groups' },
    epsilon: { kind: 'number', doc: 'added to the variance before the root' },
  },

  infer([x, ...affine], { groups, epsilon }) {
    requireAnyFeatureMap('group_norm', x);
    requireInteger('group_norm', 'groups', groups, 1);
    requireGroups('group_norm', x.shape[1], 'input', groups);
    requireEpsilon('group_norm', epsilon);
    affine.forEach((type, index) => {
      const operand = { name: ['weight', 'bias'][index], type, input: index + 1 };
      requireVector('group_norm', operand, x.shape[1], 'channel');
    });
    return [x];
  },

  evaluate([x, weight, bias], { groups, epsilon }, [type]) {
    const [, channels, ...spatial] = type.shape;
    const entryOf = channelIndexer(type.shape);
    const runs = { count: (channels / groups) * elementCount(spatial), epsilon };
    return [normaliseRuns(x, type, runs, { weight, bias, entryOf })];
  },

  asPicture: (attributes) => ({ op: 'group_norm', attributes }),

  endsInPlace: true,

  workspace: (_inputs, _attributes, [y]) => momentsWorkspace(y.shape),

  window: () => 'global',

  surface: {
    name: 'group_norm',
    family: 'normalisation',
    example: ['input x: tensor(1, 16, 8, 8)', 'output y = x -> group_norm(4)'],
    conventions:
      'weight and bias have an element per channel, as in PyTorch, Keras and ONNX since opset 21; ' +
      "ONNX's opset 18 has one per group.",
    arguments: [
      { name: 'groups', kind: 'integer', doc: 'the channels are split into this many groups' },
      { name: 'epsilon', kind: 'number', default: 1e-5, doc: 'added to the variance' },
      {
        name: 'affine',
        kind: 'boolean',
        default: true,
        doc: 'multiply with a weight and add a bias per channel',
      },
    ],
    weights(args, [x]) {
      requireAnyFeatureMap('group_norm', x);
      const shape = [x.shape[1]];
      return args.affine === true ? ['weight', 'bias'].map((name) => ({ name, shape })) : [];
    },
    attributes: (args) => ({
      groups: args.groups as number,
      epsilon: args.epsilon as number,
    }),
  },
};
