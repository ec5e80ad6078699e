import { expect, test } from 'vitest';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { GraphBuilder } from '../../compiler/ir/builder.js';
import type { OpName } from '../../compiler/ir/ops/index.js';
import { parseGraph } from '../../compiler/ir/parse.js';
import { printGraph } from '../../compiler/ir/print.js';
import { constantData } from '../../compiler/ir/op.js';
import { tensor } from '../../compiler/ir/tensor.js';
import { i32 } from '../../compiler/ir/types.js';

test.each([
  ['add', [2 ** 31 - 1, -5], [1, 3], [-(2 ** 31), -2]],
  ['sub', [-(2 ** 31), 7], [1, 9], [2 ** 31 - 1, -2]],
  ['mul', [123456789, -3], [987654321, 5], [Math.imul(123456789, 987654321), -15]],
  ['maximum', [-1, 4], [2 ** 31 - 1, -(2 ** 31)], [2 ** 31 - 1, 4]],
  ['minimum', [-1, 4], [2 ** 31 - 1, -(2 ** 31)], [-1, -(2 ** 31)]],
] as const)('%s of i32 wraps around', (op: OpName, a, b, expected) => {
  const builder = new GraphBuilder('g');
  const operands = [builder.input('a', i32(2)), builder.input('b', i32(2))];
  builder.output('y', builder.add(op, operands)[0]);
  const { y } = interpret(builder.finish(), {
    a: tensor([2], Int32Array.from(a)),
    b: tensor([2], Int32Array.from(b)),
  });
  expect(y.data).toEqual(Int32Array.from(expected));
});

test('elements of every type are moved as they are', () => {
  const builder = new GraphBuilder('g');
  for (const element of ['i32', 'u8', 'bool'] as const) {
    const x = builder.input(element, { element, shape: [1, 3] });
    const [turned] = builder.add('transpose', [x], { permutation: [1, 0] });
    builder.output(element, turned);
  }
  const outputs = interpret(builder.finish(), {
    i32: tensor([1, 3], Int32Array.of(2 ** 31 - 1, 16777217, -1)),
    u8: tensor([1, 3], Uint8Array.of(0, 128, 255)),
    bool: tensor([1, 3], Uint8Array.of(0, 1, 1)),
  });
  expect(outputs.i32.data).toEqual(Int32Array.of(2 ** 31 - 1, 16777217, -1));
  expect(outputs.u8.data).toEqual(Uint8Array.of(0, 128, 255));
  expect(outputs.bool.data).toEqual(Uint8Array.of(0, 1, 1));
});

test('an op that takes floats says so', () => {
  const builder = new GraphBuilder('g');
  const x = builder.input('x', i32(2));
  expect(() => builder.add('relu', [x])).toThrow('relu takes f32 as x, but got i32[2]');
  const y = builder.input('y', { element: 'f32', shape: [2] });
  expect(() => builder.add('add', [x, y])).toThrow(
    'add takes operands of one type, but got i32[2] and f32[2]',
  );
  const pads = [0, 1];
  const flag = builder.input('flag', { element: 'bool', shape: [2] });
  expect(() => builder.add('pad', [flag], { pads, value: 2 })).toThrow(
    'pad cannot put 2 around bool[2]',
  );
});

test('constants of every type are printed and read back', () => {
  const builder = new GraphBuilder('g');
  const constants = [
    constantData('words', tensor([2], Int32Array.of(-(2 ** 31), 2 ** 31 - 1))),
    constantData('bytes', tensor([2], Uint8Array.of(0, 255))),
    constantData('flags', tensor([2], Uint8Array.of(0, 1)), 'bool'),
  ];
  for (const data of constants) builder.output(data.label, builder.constant(data));
  const text = printGraph(builder.finish());
  expect(text).toContain('@"words" [-2147483648, 2147483647] : i32[2]');
  expect(text).toContain('@"flags" [0, 1] : bool[2]');
  const parsed = parseGraph(text, () => undefined);
  expect(parsed.ok && printGraph(parsed.graph)).toBe(text);
  expect(parsed.ok && interpret(parsed.graph, {}).bytes.data).toEqual(Uint8Array.of(0, 255));
  const wrong = parseGraph(text.replace('[0, 255] : u8', '[0, 256] : u8'), () => undefined);
  expect(!wrong.ok && wrong.diagnostics[0].title).toBe('the elements are not all of type u8');
});
