import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { elementCount } from '../../compiler/ir/types.js';
import { projectRoot } from '../support/paths.js';
import { constants, graphOf, parameterNames } from './load.js';
import { evaluateGraph } from './run.js';

function example(path: string): ReturnType<typeof graphOf> {
  return graphOf(readFileSync(join(projectRoot, path), 'utf8'));
}

test('lenet5 has the parameters of its weights file', () => {
  const bytes = readFileSync(join(projectRoot, 'examples/lenet5/weights.safetensors'));
  const header = JSON.parse(
    bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString(),
  ) as Record<string, { readonly shape: readonly number[] }>;
  const inFile = Object.entries(header).filter(([name]) => name !== '__metadata__');
  const wanted = constants(example('examples/lenet5/lenet5.net'));
  expect(Object.fromEntries(wanted.map(({ label, type }) => [label, type.shape]))).toEqual(
    Object.fromEntries(inFile.map(([name, { shape }]) => [name, shape])),
  );
});

describe('xor', () => {
  test.each([
    [0, 0, 0],
    [0, 1, 1],
    [1, 0, 1],
    [1, 1, 0],
  ])('of %d and %d is %d', (a, b, expected) => {
    const graph = example('examples/xor/xor.net');
    expect(evaluateGraph(graph, { bits: [a, b] }).result).toEqual([expected]);
  });
});

test('edges are where the brightness changes', () => {
  const source = readFileSync(join(projectRoot, 'examples/edges/edges.net'), 'utf8');
  const graph = graphOf(source, { height: 6, width: 12 });
  // Black on the left, white on the right, from column 6 on.
  const plane = Array.from({ length: 6 * 12 }, (_, at) => (at % 12 < 6 ? 0 : 1));
  const { picture } = evaluateGraph(graph, { photo: [...plane, ...plane, ...plane] });
  // The blur spreads the step over two columns, and Sobel's kernel over two more.
  const row = [0, 0, 1, 1, 1, 1, 0, 0].map((edge) => expect.closeTo(edge, 6) as number);
  expect(picture).toEqual([...row, ...row]);
});

test('resnet50 fits on a screen and has the tensors of torchvision', () => {
  const path = 'test/frontend/fixtures/resnet50.net';
  expect(readFileSync(join(projectRoot, path), 'utf8').split('\n').length).toBeLessThan(45);
  const graph = example(path);
  const names = parameterNames(graph);
  // 161 parameters and, for each of 53 batch norms, a running mean and variance.
  expect(names).toHaveLength(161 + 2 * 53);
  for (const name of [
    'conv1.weight',
    'bn1.running_mean',
    'layer1.0.downsample.0.weight',
    'layer1.0.downsample.1.running_var',
    'layer3.5.conv2.weight',
    'layer4.2.bn3.bias',
    'fc.weight',
    'fc.bias',
  ]) {
    expect(names).toContain(name);
  }
  const trained = constants(graph).filter(({ label }) => !label.includes('running'));
  // As `sum(p.numel() for p in resnet50().parameters())` says in PyTorch.
  expect(trained.reduce((sum, { type }) => sum + elementCount(type.shape), 0)).toBe(25_557_032);
});
