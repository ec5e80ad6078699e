import { describe, expect, test } from 'vitest';
import { codes, load, network } from './load.js';

describe('one run reports every independent error', () => {
  test('of a missing name, and nothing about the count of those that are there', () => {
    const loaded = load(network('a, = 8', 'y = x'));
    expect(codes(loaded)).toEqual(['syntax/expected =']);
  });

  test('of the syntax, one a line, and goes on with what can be read', () => {
    const loaded = load(`network test(classes = ) {
  input x: tensor(1, 3, 8, 8
  a = x -> conv(6, kernel = ) -> tanh
  b = (a + 3 * )
  c = conv(a, 4, kernel = 3
  d = a b
  for in 0..3 {
    e = 5 ]
  }
  if classes == { f = 4 } else { g = 5 }
  * a
  h = "abc
  i = x -> max_pol(2)
  output i
}

blok wrong() {
  return 3
}

block right(x) {
  return x -> unknown_op
}
`);
    expect(codes(loaded)).toEqual([
      'syntax/expected )',
      'syntax/unclosed (',
      'syntax/expected )',
      'syntax/expected )',
      'syntax/unclosed (',
      'syntax/unexpected b',
      'syntax/expected in',
      'syntax/unopened ]',
      'syntax/expected {',
      'syntax/unexpected *',
      'syntax/string "abc',
      'name/unknown max_pol',
      'syntax/expected wrong',
      'name/unknown unknown_op',
      'unused/binding e',
      'unused/binding f',
      'unused/binding g',
      'unused/block right',
    ]);
  });

  test('of the meaning, but none that follows from another', () => {
    const loaded = load(
      network(
        'a = x -> conv(4, kernel = 9)',
        'b = a -> relu -> conv(4, kernel = 3) + a',
        'c = x -> max_pol(2)',
        'd = c -> conv(4, kernl = 3)',
        'y = (c + d) -> conv(8, kernel = "3")',
      ),
    );
    expect(codes(loaded)).toEqual([
      'shape/window 9',
      'syntax/unexpected +',
      'name/unknown max_pol',
      'call/unknown kernl',
      'call/kind "3"',
    ]);
  });

  test('an unclosed bracket spoils one statement', () => {
    const loaded = load(network('a = x -> conv(4, kernel = 1', 'y = a -> conv(4, kernel = -1)'));
    expect(codes(loaded)).toEqual(['syntax/unclosed (', 'call/kind -1']);
  });

  test('an unclosed block does not swallow the errors before it', () => {
    const loaded = load('network test {\n  input x: tensor(1, 4)\n  output y = x -> rleu\n');
    expect(codes(loaded)).toEqual(['syntax/unclosed {', 'name/unknown rleu']);
  });

  test('an error in a block is reported once, however often it is called', () => {
    const source = `block bad(x) {
  return x -> conv(4, kernel = 99)
}

${network('a = bad(x)', 'y = a + bad(x)')}`;
    expect(codes(load(source))).toEqual(['shape/window 99']);
  });

  test('blocks that nobody calls are checked too', () => {
    const source = `block bad(x) {
  return x -> con(4, kernel = 3)
}

${network('y = x')}`;
    expect(codes(load(source))).toEqual(['name/unknown con', 'unused/block bad']);
  });
});

describe('lines', () => {
  test('go on where they stop in the middle or the next begins with an operator', () => {
    const loaded = load(
      network('a = x', '  -> relu', '  -> tanh', 'b = a +', '  a', '  - a', 'y = (', 'b', ')'),
    );
    expect(codes(loaded)).toEqual([]);
  });

  test('end with any line break of any system', () => {
    for (const lineBreak of ['\n', '\r\n', '\r']) {
      const source = network('a = x -> relu # comment', 'y = a').replaceAll('\n', lineBreak);
      expect(codes(load(source))).toEqual([]);
    }
  });

  test('may hold a whole body', () => {
    expect(codes(load('network n { input x: tensor(1) }'))).toEqual([
      'output/none n',
      'unused/binding x',
    ]);
    expect(codes(load(`block f(x) { return x -> relu }\n${network('y = f(x)')}`))).toEqual([]);
  });
});
