import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { elementCount } from '../types.js';
import { channelIndexer } from './shared/channels.js';
import { requireVector } from './shared/checks.js';
import { requireEpsilon } from './shared/epsilon.js';
import { momentsWorkspace } from './shared/moments.js';
import { normaliseRuns } from './shared/normalise.js';
import { requireAnyFeatureMap } from './shared/space.js';

export interface InstanceNormAttributes extends Attributes {
  readonly epsilon: number;
}

export const instanceNorm: OpDefinition<InstanceNormAttributes> = {
  name: 'instance_norm',
  summary:
    'Instance normalisation (Ulyanov et al. 2016): y = (x − mean) / √(variance + epsilon), then ' +
    '· weight + bias per channel where they are given. Mean and variance, which divides by the ' +
    'number of elements, are those of each channel of each feature map. Input and output [N,C,L], ' +
    '[N,C,H,W] or [N,C,D,H,W].',
  inputs: [
    { name: 'x' },
    { name: 'weight', optional: true, channelwise: true },
    { name: 'bias', optional: true, channelwise: true },
  ],
  attributes: { epsilon: { kind: 'number', doc: 'added to the variance before the root' } },

  infer([x, ...affine], { epsilon }) {
    requireAnyFeatureMap('instance_norm', x);
    requireEpsilon('instance_norm', epsilon);
    affine.forEach((type, index) => {
      const operand = { name: ['weight', 'bias'][index], type, input: index + 1 };
      requireVector('instance_norm', operand, x.shape[1], 'channel');
    });
    return [x];
  },

  evaluate([x, weight, bias], { epsilon }, [type]) {
    const entryOf = channelIndexer(type.shape);
    const runs = { count: elementCount(type.shape.slice(2)), epsilon };
    return [normaliseRuns(x, type, runs, { weight, bias, entryOf })];
  },

  asPicture: (attributes) => ({ op: 'instance_norm', attributes }),

  endsInPlace: true,

  workspace: (_inputs, _attributes, [y]) => momentsWorkspace(y.shape),

  window: () => 'global',

  surface: {
    name: 'instance_norm',
    family: 'normalisation',
    example: ['input x: tensor(1, 16, 8, 8)', 'output y = x -> instance_norm(affine = true)'],
    conventions:
      'affine is off unless asked for, as in PyTorch; ONNX always has a scale and a bias.',
    arguments: [
      { name: 'epsilon', kind: 'number', default: 1e-5, doc: 'added to the variance' },
      {
        name: 'affine',
        kind: 'boolean',
        default: false,
        doc: 'multiply with a weight and add a bias per channel',
      },
    ],
    weights(args, [x]) {
      requireAnyFeatureMap('instance_norm', x);
      const shape = [x.shape[1]];
      return args.affine === true ? ['weight', 'bias'].map((name) => ({ name, shape })) : [];
    },
    attributes(args) {
      const epsilon = args.epsilon as number;
      requireEpsilon('instance_norm', epsilon);
      return { epsilon };
    },
  },
};
