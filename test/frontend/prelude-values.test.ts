import { describe, expect, it } from 'vitest';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { isOp } from '../../compiler/ir/rewrite.js';
import { tensor } from '../../compiler/ir/tensor.js';
import { randomTensor } from '../support/random-tensor.js';
import { sourceGraph } from '../support/source-graph.js';

/** What a network of one expression gives, its parameters written in it. */
function valuesOf(body: string, inputs: Parameters<typeof interpret>[1]): number[] {
  return [...interpret(sourceGraph(`network n {\n${body}\n}`), inputs).y.data];
}

const close = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at], 5);
  });
};

describe('blocks of the prelude, by a second formula', () => {
  const x = [0.5, -1, 2, 3, 0, -2];

  it('l2_normalize divides by the length', () => {
    const y = valuesOf('input x: tensor(2, 3)\noutput y = x -> l2_normalize', {
      x: tensor([2, 3], x),
    });
    const lengths = [Math.hypot(0.5, 1, 2), Math.hypot(3, 0, 2)];
    close(
      y,
      x.map((value, at) => value / lengths[Math.floor(at / 3)]),
    );
  });

  it('l2_normalize leaves zeros what they are', () => {
    const zeros = { x: tensor([1, 3], [0, 0, 0]) };
    expect(valuesOf('input x: tensor(1, 3)\noutput y = x -> l2_normalize', zeros)).toEqual([
      0, 0, 0,
    ]);
  });

  it('reduce_std, reduce_l1 and reduce_sum_square', () => {
    const inputs = { x: tensor([2, 3], x) };
    const means = [0.5, 1 / 3];
    const of = (row: number): number[] => x.slice(3 * row, 3 * row + 3);
    const perRow = (f: (row: number[], at: number) => number): number[] => [
      f(of(0), 0),
      f(of(1), 1),
    ];
    const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
    close(
      valuesOf('input x: tensor(2, 3)\noutput y = x -> reduce_std(1)', inputs),
      perRow((row, at) => Math.sqrt(sum(row.map((v) => (v - means[at]) ** 2)) / 3)),
    );
    close(
      valuesOf('input x: tensor(2, 3)\noutput y = x -> reduce_l1(1)', inputs),
      perRow((row) => sum(row.map(Math.abs))),
    );
    close(
      valuesOf('input x: tensor(2, 3)\noutput y = x -> reduce_sum_square(1)', inputs),
      perRow((row) => sum(row.map((v) => v * v))),
    );
  });

  it('one_hot has nothing but zeros for an index outside', () => {
    const classes = { t: { shape: [3], data: Int32Array.of(2, -1, 3) } };
    expect(valuesOf('input t: tensor(3, i32)\noutput y = t -> one_hot(3)', classes)).toEqual([
      0, 0, 1, 0, 0, 0, 0, 0, 0,
    ]);
  });

  it('gram_matrix multiplies channels', () => {
    const f = { x: tensor([1, 2, 1, 3], [1, 2, 3, 4, 5, 6]) };
    expect(valuesOf('input x: tensor(1, 2, 1, 3)\noutput y = x -> gram_matrix', f)).toEqual([
      14, 32, 32, 77,
    ]);
  });

  it('flip is the mirror image along each axis', () => {
    const picture = { x: tensor([2, 3], x) };
    const flipped = (axes: string): number[] =>
      valuesOf(`input x: tensor(2, 3)\noutput y = x -> flip(${axes})`, picture);
    expect(flipped('[1]')).toEqual([2, -1, 0.5, -2, 0, 3]);
    expect(flipped('[0, -1]')).toEqual(x.toReversed());
  });

  it.each<[string, string]>([
    ['3', '3, 3'],
    ['[2, 3]', '2, 3'],
  ])('flipped_conv turns a kernel of %s and connected_conv leaves links out', (kernel, sides) => {
    const given = `input x: tensor(1, 2, 5, 4)\nweight = parameter([2, 2, ${sides}]) as "y.weight"\n`;
    const turned = 'slice(slice(weight, 2, step = -1), 3, step = -1)';
    const inputs = { x: randomTensor([1, 2, 5, 4], 'x') };
    const flipped = valuesOf(
      `input x: tensor(1, 2, 5, 4)\noutput y = x -> flipped_conv(2, kernel = ${kernel}, bias = false)`,
      inputs,
    );
    const plain = `output y = conv(x, 2, kernel = ${kernel}, weight = ${turned}, bias = false)`;
    close(flipped, valuesOf(given + plain, inputs));

    const links = `input x: tensor(1, 2, 5, 4)\nlinks = parameter([3, ${sides}]) as "y.weight"\n`;
    const connected = valuesOf(
      'input x: tensor(1, 2, 5, 4)\n' +
        `output y = x -> connected_conv([[1], [1, 0]], kernel = ${kernel}, bias = false)`,
      inputs,
    );
    // The order of a list is that of its kernels.
    const parts = [0, 1, 2].map((at, link) => {
      const weight = `reshape(slice(links, 0, ${link}, ${link + 1}), [1, 1, ${sides}])`;
      const input = `slice(x, 1, ${[1, 1, 0][at]}, ${[1, 1, 0][at] + 1})`;
      return `conv(${input}, 1, kernel = ${kernel}, weight = ${weight}, bias = false)`;
    });
    const sum = `output y = (${parts[0]}, ${parts[1]} + ${parts[2]}) -> concat(axis = 1)`;
    close(connected, valuesOf(links + sum, inputs));
  });

  it('local_contrast_norm divides what differs from the mean around a place by the deviation there', () => {
    const shape = [2, 3, 5, 4];
    const [batch, channels, height, width] = shape;
    const given = randomTensor(shape, 'contrast');
    const [sigma, threshold] = [0.8, 0.0001];
    const at = (n: number, c: number, y: number, x: number): number =>
      ((n * channels + c) * height + y) * width + x;
    const meanAround = (values: readonly number[], n: number, y: number, x: number): number => {
      let [sum, weights] = [0, 0];
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          if (y + dy < 0 || y + dy >= height || x + dx < 0 || x + dx >= width) continue;
          const weight = Math.exp(-(dy * dy + dx * dx) / (2 * sigma * sigma));
          for (let c = 0; c < channels; c++) {
            sum += weight * values[at(n, c, y + dy, x + dx)];
            weights += weight;
          }
        }
      }
      return sum / weights;
    };
    const places = Array.from({ length: batch * channels * height * width }, (_, flat) => ({
      n: Math.floor(flat / (channels * height * width)),
      y: Math.floor(flat / width) % height,
      x: flat % width,
    }));
    const centred = places.map(
      ({ n, y, x: column }, flat) => given.data[flat] - meanAround([...given.data], n, y, column),
    );
    const squares = centred.map((value) => value * value);
    const deviations = places.map(({ n, y, x: column }) =>
      Math.sqrt(meanAround(squares, n, y, column)),
    );
    const perPicture = deviations.length / batch;
    const usual = Array.from({ length: batch }, (_, n) => {
      const own = deviations.slice(n * perPicture, (n + 1) * perPicture);
      return own.reduce((sum, value) => sum + value, 0) / perPicture;
    });
    close(
      valuesOf(
        `input x: tensor(${shape.join()})\noutput y = x -> local_contrast_norm(3, sigma = ${sigma})`,
        { x: given },
      ),
      centred.map(
        (value, flat) => value / Math.max(deviations[flat], usual[places[flat].n], threshold),
      ),
    );
  });

  it('spatial_pyramid_pool has a maximum for each window, grid after grid', () => {
    const side = 14;
    const picture = Array.from({ length: side * side }, (_, at) => (at * 37) % 101);
    const pooled = (windows: string): number[] =>
      valuesOf(
        `input x: tensor(1, 1, ${side}, ${side})\n` +
          `output y = x -> spatial_pyramid_pool([4, 1], windows = "${windows}")`,
        { x: tensor([1, 1, side, side], picture) },
      );
    const largest = (bins: readonly (readonly [number, number])[]): number[] =>
      bins.flatMap(([top, bottom]) =>
        bins.map(([left, right]) =>
          Math.max(
            ...picture.filter((_, at) => {
              const [row, column] = [Math.floor(at / side), at % side];
              return row >= top && row < bottom && column >= left && column < right;
            }),
          ),
        ),
      );
    const all = Math.max(...picture);
    // The paper's windows of 14 in four are four wide and three apart, and leave the last row and column out.
    const even = [0, 3, 6, 9].map((from) => [from, from + 4] as const);
    expect(pooled('even')).toEqual([...largest(even), all]);
    const adaptive = [0, 1, 2, 3].map(
      (bin) => [Math.floor((bin * side) / 4), Math.ceil(((bin + 1) * side) / 4)] as const,
    );
    expect(pooled('adaptive')).toEqual([...largest(adaptive), all]);
  });

  it('losses', () => {
    const inputs = { x: tensor([2, 3], x), t: tensor([2, 3], [0, 0, 1, 0.5, 0.5, 0]) };
    const loss = (name: string): number[] =>
      valuesOf(`input x: tensor(2, 3)\ninput t: tensor(2, 3)\noutput y = ${name}(x, t)`, inputs);
    close(loss('mse_loss'), [(0.25 + 1 + 1 + 6.25 + 0.25 + 4) / 6]);
    close(loss('l1_loss'), [(0.5 + 1 + 1 + 2.5 + 0.5 + 2) / 6]);
    const logSum = (row: number[]): number =>
      Math.log(row.reduce((total, value) => total + Math.exp(value), 0));
    const [a, b] = [logSum(x.slice(0, 3)), logSum(x.slice(3))];
    close(loss('cross_entropy_loss'), [(a - 2 + (0.5 * (b - 3) + 0.5 * b)) / 2]);
  });
});

describe('blocks of the prelude that have parameters', () => {
  it.each([
    ['x -> maxout(3, pieces = 4)', { 'y.linear.weight': [12, 5], 'y.linear.bias': [12] }],
    ['x -> rbf(3)', { 'y.centers': [3, 5] }],
  ])('%s', (call, parameters) => {
    const graph = sourceGraph(`network n {\ninput x: tensor(2, 5)\noutput y = ${call}\n}`);
    const found = graph.nodes
      .filter((node) => isOp(node, 'constant'))
      .map(({ attributes: { value } }) => [value.label, value.type.shape]);
    expect(Object.fromEntries(found)).toEqual(parameters);
    expect(graph.outputs[0].value.type.shape).toEqual([2, 3]);
  });
});
