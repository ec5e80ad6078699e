import { expect } from 'vitest';
import { opsOf } from '../../../compiler/ir/kernel.js';
import { interpret } from '../../../compiler/interpreter/interpret.js';
import type { OpName } from '../../../compiler/ir/ops/index.js';
import { elementCount } from '../../../compiler/ir/types.js';
import { exampleGraph } from '../../support/example.js';
import { Network } from '../../support/network.js';
import type { Checks } from './entry.js';
import { expectNumbers, picture } from './entry.js';

/** Elements of the parameters that style transfer's nodes of these ops have. */
function parametersOf(...ops: readonly OpName[]): number {
  const nodes = exampleGraph('zoo/style/style_transfer.net')
    .nodes.flatMap(opsOf)
    .filter(({ op }) => ops.includes(op));
  return nodes
    .flatMap(({ inputs }) => inputs.slice(1))
    .reduce((sum, { type }) => sum + elementCount(type.shape), 0);
}

/** A transposed convolution that doubles the picture. */
function doubling(channels: number, kernel: number) {
  return { channels, kernel, stride: 2, padding: (kernel - 1) / 2, output_padding: 1 };
}

/** Networks that make pictures. */
export const generatorChecks: Checks = {
  'gan-losses': ({ given, answer }) => {
    const { D_real, D_fake } = given as Record<string, number>;
    const result = interpret(exampleGraph('zoo/gan/losses.net', {}, 'gan'), {
      real: { shape: [1, 1], data: Float32Array.of(D_real) },
      fake: { shape: [1, 1], data: Float32Array.of(D_fake) },
    });
    const [J_D, J_G_minimax, J_G_nonsaturating] = [
      result.discriminator,
      result.saturating,
      result.not_saturating,
    ].map(({ data }) => data[0]);
    const actual = { J_D, J_G_minimax, J_G_nonsaturating };
    for (const [name, value] of Object.entries(answer as typeof actual)) {
      expectNumbers(actual[name as keyof typeof actual], value);
    }
  },
  'johnson-transform-params': ({ answer }) => {
    expect({
      conv: parametersOf('conv2d', 'conv_transpose2d'),
      norm: parametersOf('instance_norm'),
    }).toEqual(answer);
  },
  'johnson-transform-shapes': ({ given, answer }) => {
    const network = new Network(picture(given.in as number[]));
    const sides: number[] = [];
    const noted = (step: Network): void => {
      sides.push(step.size[0]);
    };
    noted(network.then('reflection_pad', { padding: 40 }));
    noted(network.then('conv2d', { channels: 32, kernel: 9, padding: 4 }));
    for (const channels of [64, 128]) {
      noted(network.then('conv2d', { channels, kernel: 3, stride: 2, padding: 1 }));
    }
    for (let block = 0; block < 5; block++) {
      const [inner, shortcut] = network.branches(
        (from) =>
          from
            .then('conv2d', { channels: 128, kernel: 3 })
            .then('conv2d', { channels: 128, kernel: 3 }),
        (from) =>
          from
            .then('slice', { axis: 2, start: 2, end: -2 })
            .then('slice', { axis: 3, start: 2, end: -2 }),
      );
      noted(network.then('add', {}, [inner, shortcut]));
    }
    for (const channels of [64, 32]) noted(network.then('conv_transpose2d', doubling(channels, 3)));
    noted(network.then('conv2d', { channels: 3, kernel: 9, padding: 4 }));
    expect(sides).toEqual(answer);
  },
  'dcgan-generator-shapes': ({ given, answer }) => {
    const [height, width, features] = given.project as number[];
    const network = new Network([1, given.z as number])
      .then('linear', { features: height * width * features })
      .then('reshape', { shape: picture([height, width, features]) });
    const sizes = [network.size];
    for (const channels of given.channels as number[]) {
      sizes.push(network.then('conv_transpose2d', doubling(channels, 5)).size);
    }
    expect(sizes).toEqual(answer);
  },
};
