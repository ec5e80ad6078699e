import { expect, test } from 'vitest';
import { loadNetwork } from '../../compiler/frontend/index.js';
import { printGraph } from '../../compiler/ir/print.js';

function load(...lines: string[]) {
  const source = `network n {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
  return loadNetwork({ path: 'n.net', source, loadSource: () => undefined });
}

test('inputs have elements of the type behind their extents', () => {
  const { graph } = load(
    'input tokens: tensor(1, 16, i32)',
    'input mask: tensor([1, 16], bool)',
    'kept = (mask, tokens, -1) -> where',
    'output y = greater(kept + 1, 2) -> cast(f32)',
  );
  const text = graph === undefined ? '' : printGraph(graph);
  expect(text).toContain('input %tokens : i32[1,16]');
  expect(text).toContain('input %mask : bool[1,16]');
  expect(text).toContain('where(%mask, %tokens, %number_minus_1) : i32[1,16]');
  expect(text).toContain('greater(%add, %number_2) : bool[1,16]');
  expect(text).toContain('%y = cast(%greater) {to = "f32"} : f32[1,16]');
});

test('a tensor with a minus in front is negated, of whichever type it is', () => {
  for (const type of ['f32', 'i32']) {
    const { graph } = load(`input x: tensor(4, ${type})`, 'output y = -x');
    expect(graph === undefined ? '' : printGraph(graph)).toContain(`%y = neg(%x) : ${type}[4]`);
  }
});

test.each([
  ['output y = x -> relu', ['input x: tensor(4, i32)'], 'relu takes f32 as x, but got i32[4]'],
  ['output y = x + 0.5', ['input x: tensor(4, i32)'], '0.5 is no element of type i32'],
  ['output y = x', ['input x: tensor(4, "i8")'], '"i8" is no type of elements'],
  ['output y = x -> cast("i8")', ['input x: tensor(4)'], 'there is no type "i8"'],
  [
    'output y = x + z',
    ['input x: tensor(4)', 'input z: tensor(4, u8)'],
    'add takes f32 or i32 as b, but got u8[4]',
  ],
])('%s is refused', (line, inputs, title) => {
  const { diagnostics } = load(...inputs, line);
  expect(diagnostics.map((diagnostic) => diagnostic.title)).toEqual([title]);
  expect(diagnostics[0].hint).toBeDefined();
});
