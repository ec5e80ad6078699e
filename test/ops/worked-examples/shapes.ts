import { expect } from 'vitest';
import { Network } from '../../support/network.js';
import type { Checks } from './entry.js';
import { each, picture } from './entry.js';
import { after } from './extents.js';
import { alexNet, inception, vggStages } from './networks.js';

/** Pictures and vectors after layers and whole networks. */
const shapes: Checks = {
  'flatten-100x100': ({ given, answer }) => {
    const network = new Network(picture(given.image as number[])).then('flatten');
    expect(network.size).toEqual([answer]);
  },
  'input-32x32x3': ({ given, answer }) => {
    expect(new Network(picture(given.in as number[])).then('flatten').size).toEqual([answer]);
  },
  'alexnet-table-9216': ({ given, answer }) => {
    expect(new Network(picture(given.pool5 as number[])).then('flatten').size).toEqual([answer]);
  },
  'conv-out-200-filters': ({ given, answer }) => {
    const [height, width] = given.in as number[];
    const { k, filters, s, p } = given as Record<string, number>;
    const args = { channels: filters, kernel: k, stride: s, padding: p };
    expect(new Network([1, 3, height, width]).then('conv2d', args).size).toEqual(answer);
  },
  'gradient-as-conv': ({ given, answer }) => {
    const args = { channels: 2, kernel: 3, padding: given.padding as string };
    const network = new Network(picture(given.in as number[])).then('conv2d', args);
    expect(network.size).toEqual(answer);
  },
  ...each(['cifar-a-pool1', 'cifar-a-pool2'], ({ given, answer }) => {
    const { k, s } = given as Record<string, number>;
    const network = new Network(picture(given.in as number[]));
    network.then('max_pool', { kernel: k, stride: s });
    expect({ shape: network.size, params: network.parameters }).toEqual(answer);
  }),
  'cifar-a-block3': ({ given, answer }) => {
    const conv = { channels: 10, kernel: 3, padding: 1 };
    const network = new Network(picture(given.in as number[]))
      .then('conv2d', conv)
      .then('relu')
      .then('conv2d', conv)
      .then('relu')
      .then('max_pool', { kernel: 2 });
    expect(network.size).toEqual(answer);
  },
  'alexnet-shapes': ({ answer }) => {
    const { steps } = alexNet(1);
    for (const [name, size] of Object.entries(answer as Record<string, number[]>)) {
      const own = steps[name === 'out' ? 'fc8' : name].size;
      expect(own.length === 1 ? [1, 1, ...own] : own, name).toEqual(size);
    }
  },
  'alexnet-pool-shapes': ({ answer }) => {
    const { steps } = alexNet(1);
    const { pool1, pool2, pool5 } = steps;
    expect({ pool1: pool1.size, pool2: pool2.size, pool5: pool5.size }).toEqual(answer);
  },
  'alexnet-conv1-neurons': ({ given, answer }) => {
    const { size } = alexNet(1).steps.conv1;
    expect(size).toEqual(given.out);
    expect(size.reduce((product, extent) => product * extent)).toBe(answer);
  },
  'vgg-stage-shapes': ({ answer }) => {
    expect(vggStages('D').sizes).toEqual(answer);
  },
  'inception-v3-stem': ({ given, answer }) => {
    const network = new Network(picture(given.in as number[]));
    const conv = (channels: number, stride: number, padding = 0): Network =>
      network.then('conv2d', { channels, kernel: 3, stride, padding });
    const sizes = [
      () => conv(32, 2),
      () => conv(32, 1),
      () => conv(64, 1, 1),
      () => network.then('max_pool', { kernel: 3, stride: 2 }),
      () => conv(80, 1),
      () => conv(192, 2),
      () => conv(288, 1, 1),
    ].map((layer) => layer().size);
    expect(sizes).toEqual(answer);
  },
  'cifar12-shapes': ({ answer }) => {
    const network = new Network(picture([32, 32, 3]));
    const sizes = [network.size];
    sizes.push(network.then('conv2d', { channels: 12, kernel: 3, padding: 'same' }).size);
    sizes.push(network.then('relu').size);
    sizes.push(network.then('max_pool', { kernel: 2 }).size);
    sizes.push([1, 1, ...network.then('flatten').then('linear', { features: 10 }).size]);
    expect(sizes).toEqual(answer);
  },
  'inception-3a-naive-channels': ({ given, answer }) => {
    const network = new Network(picture([28, 28, 192]));
    const [first, second, third, pooled] = given.branches as number[];
    const conv = (from: Network, channels: number, kernel: number): Network =>
      from.then('conv2d', { channels, kernel, padding: 'same' });
    expect(pooled).toBe(192);
    const ends = network.branches(
      (from) => conv(from, first, 1),
      (from) => conv(from, second, 3),
      (from) => conv(from, third, 5),
      (from) => from.then('max_pool', { kernel: 3, stride: 1, padding: 1 }),
    );
    expect(network.then('concat', {}, ends).size).toEqual([28, 28, answer]);
  },
  'inception-3a-reduced-channels': ({ given, answer }) => {
    const [n1x1, n3x3, n5x5, pool_proj] = given.branches as number[];
    const network = new Network(picture([28, 28, 192]));
    inception(network, { n1x1, n3x3red: 96, n3x3, n5x5red: 16, n5x5, pool_proj });
    expect(network.size).toEqual([28, 28, answer]);
  },
  'yolo1-shapes': ({ given, answer }) => {
    const network = new Network(picture(given.in as number[]));
    const sizes = (given.layers as (number[] | string)[]).map((layer) => {
      if (typeof layer === 'string') return network.then('max_pool', { kernel: 2 }).size;
      const [kernel, stride, channels, padding] = layer;
      return network.then('conv2d', { channels, kernel, stride, padding }).size;
    });
    expect(sizes).toEqual(answer);
  },
  'fc-as-conv-HxW': ({ answer }) => {
    const [height, width, filters] = [6, 5, 7];
    const network = new Network([1, 3, height, width]);
    network.then('conv2d', { channels: filters, kernel: [height, width] });
    expect(network.size.slice(0, 2).map(String).concat('F')).toEqual(answer);
    expect(network.size[2]).toBe(filters);
  },
  'mnist-2-shape': ({ given, answer }) => {
    expect(convPoolFlat(given, 1)).toEqual([answer]);
  },
  'mnist-3-shape': ({ given, answer }) => {
    expect(convPoolFlat(given, 20)).toEqual([answer]);
  },
  'pool-quarter': ({ given, answer }) => {
    const { k, s } = given as Record<string, number>;
    const [height, width] = new Network([1, 1, 8, 8]).then('max_pool', {
      kernel: k,
      stride: s,
    }).size;
    expect(`1/${64 / (height * width)}`).toBe(answer);
  },
  'spp-21-bins': ({ given, answer }) => {
    const { channels } = given as Record<string, number>;
    const features = pyramid(given.levels as number[], channels);
    expect({ bins: features / channels, features }).toEqual(answer);
  },
  'spp-14-bins-321': ({ given, answer }) => {
    expect(pyramid(given.levels as number[], given.channels as number)).toBe(answer);
  },
  ...each(
    ['spp-13-n3', 'spp-13-n2', 'spp-13-n1', 'spp-14-n1', 'spp-14-n2', 'spp-14-n4'],
    ({ given, answer }) => {
      const { a, n } = given as Record<string, number>;
      const { sizeX, stride, bins, covered } = answer as Record<string, number>;
      expect(after('max_pool', a, { kernel: sizeX, stride })).toBe(n);
      if (bins !== undefined) expect(n).toBe(bins);
      if (covered !== undefined) expect((n - 1) * stride + sizeX).toBe(covered);
    },
  ),
};

const receptiveFields: Checks = {
  ...each(['rf-3x3-stack-2', 'rf-3x3-stack-3', 'vgg-two-3x3-vs-5x5'], ({ given, answer }) => {
    const network = new Network([1, 1, 32, 32]);
    for (const [kernel, stride] of given.layers as number[][]) {
      network.then('conv2d', { channels: 1, kernel, stride });
    }
    expect(network.receptiveField.rf).toBe(answer);
  }),
  'dilated-3x3-r2': ({ given, answer }) => {
    const { k, dilation } = given as Record<string, number>;
    const network = new Network([1, 1, 9, 9]);
    network.then('conv2d', { channels: 1, kernel: k, dilation, bias: false });
    const { receptiveField, weights } = network;
    expect({ effective: receptiveField.rf, weights }).toEqual(answer);
  },
  'alexnet-receptive-fields': ({ answer }) => {
    const { steps } = alexNet(1);
    const names = Object.keys(answer as object);
    const fields = names.map((name) => [name, { rf: steps[name].rf, jump: steps[name].jump }]);
    expect(Object.fromEntries(fields)).toEqual(answer);
  },
  'vgg16-receptive-field': ({ answer }) => {
    expect(vggStages('D').network.receptiveField).toEqual(answer);
  },
};

/** A convolution and a pool, flattened. */
function convPoolFlat(given: Readonly<Record<string, unknown>>, channels: number): number[] {
  const { in: side, conv, pool, maps } = given as Record<string, number>;
  const network = new Network([1, channels, side, side]);
  network.then('conv2d', { channels: maps, kernel: conv }).then('max_pool', { kernel: pool });
  return network.then('flatten').size;
}

/** Features of pooling a 13×13 picture to n×n bins for each level and joining the results. */
function pyramid(levels: readonly number[], channels: number): number {
  const network = new Network([1, channels, 13, 13]);
  const ends = network.branches(
    ...levels.map((n) => (from: Network) => {
      const args = { kernel: Math.ceil(13 / n), stride: Math.floor(13 / n) };
      return from.then('max_pool', args).then('flatten');
    }),
  );
  return network.then('concat', {}, ends).size[0];
}

export const shapeChecks: Checks = { ...shapes, ...receptiveFields };
