import { expect } from 'vitest';
import { Network } from '../../support/network.js';
import type { SurfaceArguments } from '../../support/surface.js';
import type { Checks } from './entry.js';
import { each, picture } from './entry.js';
import { inception, inceptionRow } from './networks.js';

/** The paper that the tables of GoogLeNet come from counts weights in units of 1024. */
const K = 1024;

function dense(layers: readonly number[]): Network {
  const network = new Network([1, layers[0]]);
  for (const features of layers.slice(1)) network.then('linear', { features });
  return network;
}

function conv(input: readonly number[], args: SurfaceArguments): Network {
  return new Network(picture(input)).then('conv2d', args);
}

const denseCounts: Checks = {
  'mlp-params-2-1': ({ given, answer }) => {
    expect(dense(given.layers as number[]).parameters).toBe(answer);
  },
  ...each(['mlp-params-2-4-1', 'mlp-params-2-4-4-3'], ({ given, answer }) => {
    const { weights, parameters } = dense(given.layers as number[]);
    expect({ weights, biases: parameters - weights, total: parameters }).toEqual(answer);
  }),
  'mlp-params-image-H1000': ({ given, answer }) => {
    const { parameters } = dense(given.layers as number[]);
    expect({ params: parameters, bytes_fp32: 4 * parameters }).toEqual(answer);
  },
  ...each(['fc-3072x100', 'fc-1024sq-x1000'], ({ given, answer }) => {
    const inputs = [given.in].flat().reduce<number>((product, n) => product * (n as number), 1);
    const { out, bias } = given as { out: number; bias: boolean };
    const network = new Network([1, inputs]).then('linear', { features: out, bias });
    expect(network.parameters).toBe(answer);
  }),
  ...each(['cifar-a-fc', 'alexnet-fc6'], ({ given, answer }) => {
    const network = new Network(picture(given.in as number[])).then('flatten');
    expect(network.then('linear', { features: given.out as number }).parameters).toBe(answer);
  }),
  'alexnet-fc7': ({ given, answer }) => {
    expect(dense([given.in as number, given.out as number]).parameters).toBe(answer);
  },
  'cifar-b-gap-fc': ({ given, answer }) => {
    const network = new Network(picture(given.in as number[])).then('global_avg_pool');
    expect(network.then('flatten').then('linear', { features: 10 }).parameters).toBe(answer);
  },
  'googlenet-linear': ({ given, answer }) => {
    const { in: inputs, out } = given as Record<string, number>;
    const { weights, macs } = dense([inputs, out]);
    expect({ params_K: weights / K, ops_M: macs / 1e6 }).toEqual(answer);
  },
  ...each(['rnn-params', 'lstm-params', 'gru-params'], ({ given, answer }) => {
    // One bias per gate: each gate is a dense layer on the input and the state side by side.
    const { input, hidden, gate_blocks } = given as Record<string, number>;
    expect(gate_blocks * dense([input + hidden, hidden]).parameters).toBe(answer);
  }),
};

const convolutionCounts: Checks = {
  ...each(
    [
      'conv-380-params',
      'conv-380-params-stride3',
      'cifar-a-conv1',
      'cifar-a-conv2',
      'cifar-a-conv3',
      'cifar-a-conv4',
    ],
    ({ given, answer }) => {
      const { k, filters, s, p } = given as Record<string, number>;
      const args = { channels: filters, kernel: k, stride: s, padding: p };
      const { size, parameters } = conv(given.in as number[], args);
      expect({ shape: size, params: parameters }).toEqual(answer);
    },
  ),
  'gradient-as-conv-params': ({ given, answer }) => {
    const { k, cin, cout } = given as Record<string, number>;
    expect(conv([9, 9, cin], { channels: cout, kernel: k }).parameters).toBe(answer);
  },
  'conv-params-IOK': ({ given, answer }) => {
    const { I, O, K: taps } = given as Record<string, number>;
    expect(conv([9, 9, I], { channels: O, kernel: Math.sqrt(taps) }).weights).toBe(answer);
  },
  'googlenet-conv1': ({ given, answer }) => {
    const { k, s, p, out } = given as { k: number; s: number; p: number; out: number[] };
    const args = { channels: out[2], kernel: k, stride: s, padding: p };
    const { size, weights, macs } = conv(given.in as number[], args);
    const { params_K, ops_M, ...exact } = answer as Record<string, number>;
    expect({ shape: size, weights }).toEqual(exact);
    expect(weights / K).toBeCloseTo(params_K, 2);
    expect(macs / 1e6).toBeCloseTo(ops_M, 1);
  },
  'googlenet-conv2': ({ given, answer }) => {
    const { reduce, k, out } = given as { reduce: number; k: number; out: number[] };
    const network = conv(given.in as number[], { channels: reduce, kernel: 1 });
    network.then('conv2d', { channels: out[2], kernel: k, padding: 'same' });
    const { size, weights, macs } = network;
    expect({ shape: size, params_K: weights / K, ops_M: macs / 1e6 }).toEqual(answer);
  },
  'alexnet-conv1-shared': ({ given, answer }) => {
    const { filters, k, cin } = given as Record<string, number>;
    const { weights, parameters } = conv([227, 227, cin], { channels: filters, kernel: k });
    expect({ weights, with_bias: parameters }).toEqual(answer);
  },
  'alexnet-conv1-per-neuron': ({ given, answer }) => {
    const { k, cin } = given as Record<string, number>;
    const { weights, parameters } = conv([227, 227, cin], { channels: 1, kernel: k });
    expect({ weights, bias: parameters - weights, total: parameters }).toEqual(answer);
  },
  'million-hidden-100-kernels': ({ given, answer }) => {
    const { k, kernels } = given as Record<string, number>;
    expect(conv([1000, 1000, 1], { channels: kernels, kernel: k }).weights).toBe(answer);
  },
  'weights-7x7-vs-3x3x3': ({ given, answer }) => {
    const kernels = [[given.single], given.stack] as number[][][];
    const counts = kernels.map((stack) => {
      const network = new Network([1, 1, 9, 9]);
      for (const kernel of stack) network.then('conv2d', { channels: 1, kernel });
      return network.weights;
    });
    expect(counts).toEqual(answer);
  },
  'two-3x3-vs-5x5': ({ answer }) => {
    const twice = conv([9, 9, 1], { channels: 1, kernel: 3 });
    twice.then('conv2d', { channels: 1, kernel: 3 });
    const once = conv([9, 9, 1], { channels: 1, kernel: 5 });
    expect([twice.parameters, once.parameters]).toEqual(answer);
  },
  'sobel-params': ({ answer }) => {
    const network = conv([9, 9, 1], { channels: 1, kernel: [3, 1] });
    expect(network.then('conv2d', { channels: 1, kernel: [1, 3] }).weights).toBe(answer);
  },
  'bottleneck-256-direct': ({ given, answer }) => {
    const { in: inputs, out, k } = given as Record<string, number>;
    expect(conv([9, 9, inputs], { channels: out, kernel: k }).weights).toBe(answer);
  },
  'bottleneck-256-1-3-1': ({ given, answer }) => {
    const { in: inputs, mid, out } = given as Record<string, number>;
    const network = conv([9, 9, inputs], { channels: mid, kernel: 1 });
    network.then('conv2d', { channels: mid, kernel: 3 });
    expect(network.then('conv2d', { channels: out, kernel: 1 }).weights).toBe(answer);
  },
  'separable-direct': ({ given, answer }) => {
    const { in: inputs, out, k } = given as Record<string, number>;
    expect(conv([9, 9, inputs], { channels: out, kernel: k }).weights).toBe(answer);
  },
  'separable-dw-pw': ({ given, answer }) => {
    const { in: inputs, out, k } = given as Record<string, number>;
    const network = conv([9, 9, inputs], { channels: inputs, kernel: k, groups: inputs });
    expect(network.then('conv2d', { channels: out, kernel: 1 }).weights).toBe(answer);
  },
  'bottleneck-5x5-direct': ({ given, answer }) => {
    const { k, out } = given as { k: number; out: number[] };
    const network = conv(given.in as number[], { channels: out[2], kernel: k, padding: 'same' });
    expect(network.size).toEqual(out);
    expect({ mults: network.macs, params: network.weights }).toEqual(answer);
  },
  'bottleneck-5x5-via-1x1': ({ given, answer }) => {
    const { mid, k, out } = given as { mid: number; k: number; out: number[] };
    const network = conv(given.in as number[], { channels: mid, kernel: 1 });
    network.then('conv2d', { channels: out[2], kernel: k, padding: 'same' });
    expect({ mults: network.macs, params: network.weights }).toEqual(answer);
  },
  'lenet-c1': ({ given, answer }) => {
    const { k, maps } = given as Record<string, number>;
    const { size, parameters, macs } = conv(given.in as number[], { channels: maps, kernel: k });
    const neurons = size.reduce((product, extent) => product * extent);
    expect({ out: size, params: parameters, connections: macs + neurons }).toEqual(answer);
  },
  'lenet-c5': ({ given, answer }) => {
    const args = { channels: given.out as number, kernel: 5 };
    const { size, parameters, macs } = conv(given.in as number[], args);
    expect({ params: parameters, connections: macs + size[2] }).toEqual(answer);
  },
  'lenet-f6': ({ given, answer }) => {
    const { in: inputs, out } = given as Record<string, number>;
    const { parameters, macs } = dense([inputs, out]);
    expect({ params: parameters, connections: macs + out }).toEqual(answer);
  },
};

const inceptionCounts: Checks = {
  ...each(
    ['3a', '3b', '4a', '4b', '4c', '4d', '4e', '5a', '5b'].map((row) => `googlenet-${row}-weights`),
    ({ given, answer }) => {
      const network = new Network(picture(given.in as number[]));
      inception(network, inceptionRow(given.branches as number[]));
      const { weights, parameters, macs } = network;
      expect({ weights, weights_and_biases: parameters, mult_adds: macs }).toEqual(answer);
    },
  ),
  ...each(
    ['3a', '3b', '4a', '4b', '4c', '4d', '4e', '5a', '5b'].map((row) => `googlenet-${row}`),
    ({ given, answer }) => {
      const { out_channels, params_K, ops_M } = answer as Record<string, number>;
      const network = new Network(picture(given.in as number[]));
      inception(network, given as never);
      expect(network.size[2]).toBe(out_channels);
      expect(Math.abs(network.weights / K - params_K)).toBeLessThanOrEqual(0.5);
      expect(Math.abs(network.macs / 1e6 - ops_M)).toBeLessThanOrEqual(0.5);
    },
  ),
  'inception-3a-naive-params': ({ given, answer }) => {
    const counts = [1, 3, 5].map(
      (kernel) =>
        conv([28, 28, given.in as number], {
          channels: given[`${kernel}x${kernel}`] as number,
          kernel,
        }).weights,
    );
    expect(counts[0] + counts[1] + counts[2]).toBe(answer);
  },
  'inception-3a-reduced-params': ({ given, answer }) => {
    const { in: inputs, red3, red5 } = given as Record<string, number>;
    const { weights, ratio, with_pool_proj, ratio_with_pool_proj } = answer as Record<
      string,
      number
    >;
    const network = new Network(picture([28, 28, inputs]));
    inception(network, {
      n1x1: given['1x1'] as number,
      n3x3red: red3,
      n3x3: given['3x3'] as number,
      n5x5red: red5,
      n5x5: given['5x5'] as number,
      pool_proj: 32,
    });
    const projection = conv([28, 28, inputs], { channels: 32, kernel: 1 }).weights;
    const naive = 387072;
    expect(network.weights).toBe(with_pool_proj);
    expect(network.weights - projection).toBe(weights);
    expect(weights / naive).toBeCloseTo(ratio, 4);
    expect(with_pool_proj / naive).toBeCloseTo(ratio_with_pool_proj, 3);
  },
};

export const countChecks: Checks = {
  ...denseCounts,
  ...convolutionCounts,
  ...inceptionCounts,
};
