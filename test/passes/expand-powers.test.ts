import { expect, test } from 'vitest';
import { constantData } from '../../compiler/ir/op.js';
import { GraphBuilder } from '../../compiler/ir/builder.js';
import type { Graph } from '../../compiler/ir/graph.js';
import { f32 } from '../../compiler/ir/types.js';
import { expandPowers } from '../../compiler/passes/expand-powers.js';

function power(exponent: number, { shape = [] as number[], parameter = false } = {}): Graph {
  const builder = new GraphBuilder('g');
  const data = constantData('e', { shape, data: Float32Array.of(exponent) });
  const e = builder.constant(parameter ? { ...data, parameter: true } : data);
  builder.output('y', builder.add('pow', [builder.input('x', f32(5)), e], {})[0]);
  return builder.finish();
}

const opsOf = ({ nodes }: Graph): string =>
  nodes
    .flatMap((node) => (node.kind === 'op' && node.op !== 'constant' ? [node.op] : []))
    .join(' ');

test.each([
  [1, ''],
  [2, 'mul'],
  [3, 'mul mul'],
  [4, 'mul mul'],
  [-1, 'div'],
  [-2, 'div mul'],
  [0.5, 'equal add sqrt where'],
  [-0.5, 'equal add sqrt where div'],
  [2.5, 'pow'],
  [0, 'pow'],
])('x ** %f is %s', (exponent, ops) => {
  expect(opsOf(expandPowers(power(exponent)))).toBe(ops);
});

test('the value keeps its name', () => {
  const before = power(2);
  expect(expandPowers(before).outputs[0].value.name).toBe(before.outputs[0].value.name);
});

test('a parameter stays what it is, and so does a power of another shape than its base', () => {
  for (const graph of [power(2, { parameter: true }), power(2, { shape: [1, 1] })]) {
    expect(expandPowers(graph)).toBe(graph);
  }
});
