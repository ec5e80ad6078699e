import { expect } from 'vitest';
import { Network } from '../../support/network.js';
import type { Checks } from './entry.js';
import { picture } from './entry.js';
import type { VggName } from './networks.js';
import {
  alexNet,
  cifar,
  cifarResNet,
  googLeNet,
  mnist,
  resNet,
  vgg,
  vggStages,
} from './networks.js';
import { isOp } from '../../../compiler/ir/rewrite.js';

/** Parameters and depths of whole networks. */
export const networkCountChecks: Checks = {
  'cifar-a-total': ({ answer }) => {
    expect(cifar('flatten').parameters).toBe(answer);
  },
  'cifar-b-total': ({ answer }) => {
    expect(cifar('global_avg_pool').parameters).toBe(answer);
  },
  'cifar12-params-3x3': ({ answer }) => {
    const network = new Network(picture([32, 32, 3])).then('conv2d', {
      channels: 12,
      kernel: 3,
      padding: 1,
    });
    const convolution = network.parameters;
    network.then('max_pool', { kernel: 2 }).then('flatten').then('linear', { features: 10 });
    const total = network.parameters;
    expect({ conv: convolution, fc: total - convolution, total }).toEqual(answer);
  },
  'alexnet-total-ungrouped': ({ answer }) => {
    expect(alexNet(1).network.parameters).toBe(answer);
  },
  'alexnet-params-per-layer-ungrouped': ({ answer }) => {
    expect(withParameters(alexNet(1).steps)).toEqual(answer);
  },
  'alexnet-params-per-layer-grouped': ({ answer }) => {
    const { network, steps } = alexNet(2);
    expect({ ...withParameters(steps), total: network.parameters }).toEqual(answer);
  },
  'vgg-params': ({ answer }) => {
    const names = Object.keys(answer as object) as VggName[];
    expect(Object.fromEntries(names.map((name) => [name, vgg(name).parameters]))).toEqual(answer);
  },
  'vgg-conv-params': ({ answer }) => {
    const names = Object.keys(answer as object) as VggName[];
    const counts = names.map((name) => [name, vggStages(name).network.parameters]);
    expect(Object.fromEntries(counts)).toEqual(answer);
  },
  'vgg-depths': ({ answer }) => {
    const depth = (name: VggName): number =>
      vgg(name).graph.nodes.filter((node) => isOp(node, 'conv2d') || isOp(node, 'linear')).length;
    for (const [name, layers] of Object.entries(answer as object)) {
      // A-LRN is A with a normalisation that has no weights.
      expect(depth(name === 'A-LRN' ? 'A' : (name as VggName)), name).toBe(layers);
    }
  },
  'googlenet-total': ({ answer }) => {
    const { weights, parameters } = googLeNet();
    expect({ weights, with_biases: parameters }).toEqual({
      weights: (answer as Record<string, number>).weights,
      with_biases: (answer as Record<string, number>).with_biases,
    });
  },
  'resnet-imagenet-params': ({ answer }) => {
    const counts = Object.keys(answer as object).map((layers) => [layers, trained(resNet(layers))]);
    expect(Object.fromEntries(counts)).toEqual(answer);
  },
  'resnet-cifar-params': ({ answer }) => {
    const counts = Object.keys(answer as object).map((layers) => [
      layers,
      trained(cifarResNet(Number(layers))),
    ]);
    expect(Object.fromEntries(counts)).toEqual(answer);
  },
  ...Object.fromEntries(
    (
      [
        ['mnist-1-params', [], [100], 1],
        ['mnist-2-params', [20], [100], 1],
        ['mnist-3-params', [20, 40], [100], 1],
        ['mnist-4-params', [20, 40], [100], 1],
        ['mnist-5-params', [20, 40], [100], 1],
        ['mnist-6a-params', [20, 40], [300], 1],
        ['mnist-6b-params', [20, 40], [1000], 1],
        ['mnist-6c-params', [20, 40], [100, 100], 1],
        ['mnist-7-params', [20, 40], [1000, 1000], 1],
        ['mnist-8-params', [20, 40], [1000, 1000], 5],
      ] as const
    ).map(([id, convolutions, hidden, votes]): [string, Checks[string]] => [
      id,
      ({ answer }) => {
        expect(votes * mnist(convolutions, hidden).parameters).toBe(answer);
      },
    ]),
  ),
};

function withParameters(steps: Readonly<Record<string, { readonly parameters: number }>>) {
  const layers = Object.entries(steps).filter(([, { parameters }]) => parameters > 0);
  return Object.fromEntries(layers.map(([name, { parameters }]) => [name, parameters]));
}

/** Parameters that training changes: a normalisation's running mean and variance are measured. */
function trained(network: Network): number {
  const measured = network.graph.nodes
    .filter((node) => isOp(node, 'batch_norm'))
    .reduce((sum, { inputs }) => sum + 2 * inputs[1].type.shape[0], 0);
  return network.parameters - measured;
}
