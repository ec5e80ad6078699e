import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { zeros } from '../tensor.js';
import { read, write } from './shared/access.js';
import { channelIndexer, channelsOf } from './shared/channels.js';
import { requireVector } from './shared/checks.js';
import { requireEpsilon } from './shared/epsilon.js';

export interface BatchNormAttributes extends Attributes {
  readonly epsilon: number;
}

/** In the order of the op's inputs, with the names of PyTorch's state_dict. */
const STATISTICS = ['weight', 'bias', 'running_mean', 'running_var'] as const;

export const batchNorm: OpDefinition<BatchNormAttributes> = {
  name: 'batch_norm',
  summary:
    'Batch normalisation at inference (Ioffe & Szegedy 2015): ' +
    'y = (x − running_mean) / √(running_var + epsilon) · weight + bias, one value of each per ' +
    'channel, which is axis 1.',
  inputs: [{ name: 'x' }, ...STATISTICS.map((name) => ({ name, channelwise: true as const }))],
  attributes: { epsilon: { kind: 'number', doc: 'added to the variance before the root' } },
  elementwise: true,

  infer([x, ...statistics], { epsilon }) {
    requireEpsilon('batch_norm', epsilon);
    const channels = channelsOf('batch_norm', x);
    statistics.forEach((type, index) => {
      const operand = { name: STATISTICS[index], type, input: index + 1 };
      requireVector('batch_norm', operand, channels, 'channel');
    });
    return [x];
  },

  evaluate([x, weight, bias, mean, variance], { epsilon }, [type]) {
    const y = zeros(type);
    const channelOf = channelIndexer(x.shape);
    for (let at = 0; at < y.data.length; at++) {
      const channel = channelOf(at);
      const deviation = Math.sqrt(read(variance, channel) + epsilon);
      const normalised = (read(x, at) - read(mean, channel)) / deviation;
      write(y, at, normalised * read(weight, channel) + read(bias, channel));
    }
    return [y];
  },

  surface: {
    name: 'batch_norm',
    family: 'normalisation',
    example: ['input x: tensor(1, 16, 8, 8)', 'output y = x -> batch_norm'],
    conventions:
      'epsilon is 1e-5 as in PyTorch, ONNX and Flax; Keras takes 1e-3. Keras calls the parameters gamma, ' +
      'beta, moving_mean and moving_variance.',
    arguments: [{ name: 'epsilon', kind: 'number', default: 1e-5, doc: 'added to the variance' }],
    weights(_args, [x]) {
      const shape = [channelsOf('batch_norm', x)];
      return STATISTICS.map((name) => ({ name, shape }));
    },
    attributes(args) {
      const epsilon = args.epsilon as number;
      requireEpsilon('batch_norm', epsilon);
      return { epsilon };
    },
  },
};
