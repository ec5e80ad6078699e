import type { OpDefinition } from '../op.js';
import { zeros } from '../tensor.js';
import { read, write } from './shared/access.js';
import { ARITHMETIC } from './shared/arithmetic.js';
import { channelIndexer, channelsOf } from './shared/channels.js';
import { requireVector } from './shared/checks.js';

export const bias: OpDefinition = {
  name: 'bias',
  summary: 'Adds one number per channel: y[n,c,…] = x[n,c,…] + bias[c]. Channels are axis 1.',
  inputs: [
    { name: 'x', elements: ARITHMETIC },
    { name: 'bias', elements: ARITHMETIC, channelwise: true },
  ],
  attributes: {},
  elementwise: true,

  infer([x, vector]) {
    const channels = channelsOf('bias', x);
    requireVector('bias', { name: 'bias', type: vector, input: 1 }, channels, 'channel');
    return [x];
  },

  evaluate([x, vector], _attributes, [type]) {
    const y = zeros(type);
    const channelOf = channelIndexer(x.shape);
    for (let at = 0; at < y.data.length; at++) {
      write(y, at, read(x, at) + read(vector, channelOf(at)));
    }
    return [y];
  },

  magnitude: ([x, b]) => x + b,

  surface: {
    name: 'bias',
    family: 'arithmetic',
    example: ['input x: tensor(1, 16, 8, 8)', 'output y = x -> bias'],
    arguments: [],
    weights: (_args, [x]) => [{ name: 'bias', shape: [channelsOf('bias', x)] }],
    attributes: () => ({}),
  },
};
