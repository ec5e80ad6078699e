import { expect, it } from 'vitest';
import { fillIntegers } from '../../cli/tune/integer-operands.js';
import { GraphBuilder } from '../../compiler/ir/builder.js';
import { denseLayout } from '../../compiler/ir/layout.js';
import { f32, i32 } from '../../compiler/ir/types.js';

it('indices that a kernel is timed with are inside of what they index', () => {
  const builder = new GraphBuilder('g');
  const table = builder.input('table', f32(11, 4));
  const ids = builder.input('ids', i32(200));
  builder.output('y', builder.add('gather', [table, ids], { axis: 0 })[0]);
  const [node] = builder.finish().nodes;
  const placed = { ...ids, layout: denseLayout(1) };
  const memory = new ArrayBuffer(1024);
  fillIntegers(memory, { ...node, inputs: [table, placed] }, placed, 64);
  const numbers = new Int32Array(memory);
  expect([...new Set(numbers.slice(16, 216))].sort((a, b) => a - b)).toEqual([...Array(11).keys()]);
  expect(numbers.slice(0, 16).every((number) => number === 0)).toBe(true);
});
