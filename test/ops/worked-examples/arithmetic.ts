import { expect } from 'vitest';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import { opsOf } from '../../../compiler/ir/kernel.js';
import { isOp } from '../../../compiler/ir/rewrite.js';
import { layersOf, totalsOf } from '../../../cli/inspect/layers.js';
import { exampleGraph } from '../../support/example.js';
import { Network } from '../../support/network.js';
import { sourceGraph } from '../../support/source-graph.js';
import type { Check, Checks } from './entry.js';
import { each, expectNumbers, picture } from './entry.js';
import { alexNet, googLeNet } from './networks.js';

/** What an expression of the language is, of tensors with these elements. */
function computed(expression: string, inputs: Readonly<Record<string, number[]>> = {}): number[] {
  const declared = Object.entries(inputs).map(
    ([name, data]) => `  input ${name}: tensor(${data.length})`,
  );
  const graph = sourceGraph(
    ['network question {', ...declared, `  output y = ${expression}`, '}', ''].join('\n'),
  );
  const tensors = Object.entries(inputs).map(
    ([name, data]) => [name, { shape: [data.length], data: Float32Array.from(data) }] as const,
  );
  return Array.from(interpret(graph, Object.fromEntries(tensors)).y.data);
}

/** Two numbers of parameters, of which the first is how many times the second. */
const ratio: Check = ({ given, answer }) => {
  const { a, b } = given as { a: number; b: number };
  expectNumbers(computed('a / b', { a: [a], b: [b] }), [answer], 1e-4);
};

/** How many times faster one pass is than hundreds of steps. */
const speedUps: Check = ({ given, answer }) => {
  const { gatys_s, ours_s } = given as { gatys_s: number[]; ours_s: number };
  const inputs = { gatys: gatys_s, ours: gatys_s.map(() => ours_s) };
  expectNumbers(computed('gatys / ours', inputs), answer, 5e-4);
};

/** Weights of a layer on a picture, without biases. */
function weightsOf(
  [height, width]: readonly number[],
  op: 'conv2d' | 'local_conv' | 'linear',
  args: Record<string, number | boolean>,
): number {
  const network = new Network(picture([height, width, 1]));
  if (op === 'linear') network.then('flatten');
  return network.then(op, { ...args, bias: false }).weights;
}

/** What the course works out beside its networks: sums, ratios and sizes, by ops that compute them. */
export const arithmeticChecks: Checks = {
  ...each(['bottleneck-256-ratio', 'separable-ratio'], ratio),
  ...each(['johnson-speed-256', 'johnson-speed-512', 'johnson-speed-1024'], speedUps),
  'googlenet-vs-alexnet': ({ given, answer }) => {
    const [large, small] = [alexNet(1).network.parameters, googLeNet().weights];
    expect({ alexnet: large, googlenet: small }).toEqual(given);
    expectNumbers(computed('a / b', { a: [large], b: [small] }), [answer], 1e-3);
  },
  'alexnet-years-at-4s': ({ given, answer }) => {
    const { seconds_each } = given as { seconds_each: number };
    const seconds = seconds_each * alexNet(1).network.parameters;
    // The course rounds to 62.4 M parameters.
    const years = computed('seconds / (365.25 * 24 * 3600)', { seconds: [seconds] });
    expectNumbers(years, [answer], 1e-3);
  },
  'mnist-error-reduction': ({ given, answer }) => {
    const { acc } = given as { acc: number[] };
    const [before, after] = acc.map((accuracy) => [100 - accuracy]);
    expectNumbers(computed('1 - after / before', { before, after }), [answer], 1e-3);
  },
  'mnist-expansion': ({ given, answer }) => {
    const { images, factor } = given as { images: number; factor: number };
    // The picture itself and four that are moved by a pixel.
    const graph = sourceGraph(`network moved {
      input x: tensor(1, 1, 28, 28)
      up = x -> slice(2, 1) -> pad([0, 1], axis = 2)
      down = x -> slice(2, 0, -1) -> pad([1, 0], axis = 2)
      left = x -> slice(3, 1) -> pad([0, 1], axis = 3)
      right = x -> slice(3, 0, -1) -> pad([1, 0], axis = 3)
      output y = concat(x, up, down, left, right, axis = 0)
    }`);
    const [pictures] = graph.outputs[0].value.type.shape;
    expect(pictures).toBe(factor);
    expect(images * pictures).toBe(answer);
  },
  'lenet-errors-listed': ({ given, answer }) => {
    const { rows } = given as { rows: number[] };
    expect(computed('reduce_sum(rows)', { rows })).toEqual([answer]);
  },
  'lenet-f6-84': ({ given, answer }) => {
    const [width, height] = given.bitmap as number[];
    expect(new Network(picture([height, width, 1])).then('flatten').size).toEqual([answer]);
  },
  'keypoints-28': ({ given, answer }) => {
    const { keypoints, coords } = given as { keypoints: number; coords: number };
    const network = new Network([1, keypoints, coords]).then('flatten');
    expect(network.size).toEqual([answer]);
  },
  'mlp-hidden-2P': ({ given, answer }) => {
    // One unit for the change along each of two axes at each pixel.
    const { pixels } = given as { pixels: number };
    const network = new Network([1, 2, pixels]).then('flatten');
    expect(network.size).toEqual([answer]);
  },
  'mlp-params-image-H2P': ({ given, answer }) => {
    // A layer is its units, each with a weight for every input and a bias: whole, it is too large for any memory.
    const [inputs, ...layers] = given.layers as number[];
    let [before, parameters] = [inputs, 0];
    for (const features of layers) {
      parameters += features * new Network([1, before]).then('linear', { features: 1 }).parameters;
      before = features;
    }
    expect({ params: parameters, bytes_fp32: 4 * parameters }).toEqual(answer);
  },
  'lecture-9-features': ({ given, answer }) => {
    const { in: size, features, k } = given as { in: number[]; features: number; k: number };
    const kernel = { channels: 1, kernel: k };
    expect({
      fc: weightsOf(size, 'linear', { features }),
      local: weightsOf(size, 'local_conv', kernel),
      shared: weightsOf(size, 'conv2d', kernel),
    }).toEqual(answer);
  },
  'million-hidden': ({ given, answer }) => {
    const { in: size, hidden, k } = given as { in: number[]; hidden: number; k: number };
    // Windows of ten have no middle: there are as many places as pixels with nine rows and columns of padding.
    const padded = size.map((extent) => extent + k - 1);
    const kernel = { channels: 1, kernel: k };
    expect({
      fc: hidden * weightsOf(size, 'linear', { features: 1 }),
      local: weightsOf(padded, 'local_conv', kernel),
      shared: weightsOf(padded, 'conv2d', kernel),
    }).toEqual(answer);
  },
  'alexnet-conv1-unshared': ({ given, answer }) => {
    const layer = { channels: 96, kernel: 11, stride: 4 };
    const network = new Network(picture([227, 227, 3])).then('local_conv', layer);
    const { neurons, per_neuron } = given as Record<string, number>;
    expect(network.size.reduce((product, extent) => product * extent)).toBe(neurons);
    expect(network.parameters).toBe(answer);
    expect(network.parameters / neurons).toBe(per_neuron);
  },
  'deepface-layers': ({ answer }) => {
    const layers = layersOf(exampleGraph('zoo/faces/deepface.net'));
    const names = {
      C1: 'c1',
      M2: 'max_pool',
      C3: 'c3',
      L4: 'l4',
      L5: 'l5',
      L6: 'l6',
      F7: 'f7',
      F8: 'f8',
    };
    const rows = Object.entries(names).map(([row, name]) => {
      const found = layers.find((layer) => layer.name === name || layer.op === name);
      const [, channels, map = 1] = found?.outputShapes[0] ?? [];
      return [row, { map, channels, params: found?.parameters }];
    });
    expect(Object.fromEntries(rows)).toEqual(answer);
  },
  'deepface-total': ({ answer }) => {
    expect(totalsOf(layersOf(exampleGraph('zoo/faces/deepface.net'))).parameters).toBe(answer);
  },
  'zf-first-layer': ({ answer }) => {
    const nodes = exampleGraph('zoo/classic/zfnet.net').nodes.flatMap(opsOf);
    const pool = nodes.find((node) => isOp(node, 'max_pool'));
    const filters = nodes.find((node) => isOp(node, 'conv2d'))?.inputs[1].type.shape ?? [];
    expect({
      filters: filters[0],
      k: filters[2],
      pool: [pool?.attributes.kernel[0], pool?.attributes.strides[0]],
    }).toEqual(answer);
  },
  'layout-N-M-K': ({ given, answer }) => {
    const { N: n, M: m, K: k } = given as Record<string, number>;
    const graph = exampleGraph('zoo/cifar/conv_nets.net', { n, m, k }, 'pattern');
    const words: Readonly<Record<string, string>> = {
      conv2d: 'conv',
      linear: 'fc',
      max_pool: 'pool',
      relu: 'relu',
    };
    const steps = layersOf(graph).flatMap(({ op }) => (op in words ? [words[op]] : []));
    expect(steps.join(', ').replaceAll(', relu', ' relu')).toBe(answer);
  },
  'l2pool-6x6-2x2': ({ given, answer }) => {
    const rows = given.input as number[][];
    const y = computed('sqrt(4 * avg_pool(square(reshape(x, [1, 1, 6, 6])), 2))', {
      x: rows.flat(),
    });
    expectNumbers(y, (answer as number[][]).flat());
  },
  'multichannel-partial': ({ given, answer }) => {
    const sums = Object.entries(given.partial_sums as Record<string, string>);
    const totals = sums.map(([channel, terms]) => [
      channel,
      computed(`0 * x + (${terms})`, { x: [1] })[0],
    ]);
    expect(Object.fromEntries(totals)).toEqual(answer);
  },
  'backprop-square': ({ answer }) => {
    const { x, f, grad } = answer as Record<string, number[]>;
    expect(computed('square(3 - x)', { x })).toEqual(f);
    // Of a square the difference of both sides is the slope, whatever the step.
    expect(computed('(square(3 - (x + 1)) - square(3 - (x - 1))) / 2', { x })).toEqual(grad);
  },
  'grad-clip-norm': ({ given, answer }) => {
    const { g, threshold } = given as { g: number[]; threshold: number };
    expectNumbers(computed(`g * minimum(1, ${threshold} / reduce_l2(g, 0))`, { g }), answer);
  },
  'lenet-c3-table': ({ answer }) => {
    const connected = layersOf(exampleGraph('zoo/classic/lenet5_1998.net')).filter(({ name }) =>
      name.startsWith('c3'),
    );
    // 1,516 parameters are 25 weights for each link and a bias for each of 16 maps.
    const links = (answer as number[][]).flat().length;
    expect(totalsOf(connected).parameters).toBe(25 * links + 16);
  },
  'lenet-totals': ({ answer }) => {
    const layers = layersOf(exampleGraph('zoo/classic/lenet5_1998.net'));
    const totals = ['c1', 's2', 'c3', 's4', 'c5', 'f6'].map((layer) => {
      const found = layers.filter(({ name }) => name.startsWith(layer));
      const { parameters } = totalsOf(found);
      const [, maps, ...places] = found.at(-1)?.outputShapes[0] ?? [];
      const [height, width] = [...places, 1, 1];
      // A pooling's element sees its window of four and its map's bias.
      const seen = layer.startsWith('s') ? 5 * maps : parameters;
      return { parameters, connections: seen * height * width };
    });
    const sum = (key: 'parameters' | 'connections'): number =>
      totals.reduce((total, layer) => total + layer[key], 0);
    expect({
      trainable: sum('parameters'),
      connections_without_rbf: sum('connections'),
      connections_with_rbf: sum('connections') + 84 * 10,
    }).toEqual(answer);
  },
  'lenet-s2-connections': ({ given, answer }) => {
    const [height, width, channels] = given.in as number[];
    const k = given.k as number;
    const network = new Network(picture([height, width, channels])).then('avg_pool', { kernel: k });
    // Each element sees its window and its map's bias.
    const connections = network.size.reduce((product, extent) => product * extent, k * k + 1);
    expect({ out: network.size, connections }).toEqual(answer);
  },
};
