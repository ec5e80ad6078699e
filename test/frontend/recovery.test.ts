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
      'syntax/string "abc',
      'name/unknown max_pol',
      'syntax/expected wrong',
      'name/unknown unknown_op',
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

describe('nothing is said of what follows', () => {
  test.each([
    // A binding that is broken: neither of its own value nor of what is made of it.
    [['a = x -> conv 4, kernel = 9)', 'y = a -> conv(1, kernel = 9)'], ['syntax/unopened )']],
    [['a  x -> relu', 'y = a -> conv(1, kernel = 9)'], ['syntax/unexpected x']],
    [['aa , = x', 'y = aa + ab'], ['syntax/expected =']],
    // A list whose entries are no lists is said once not to have elements.
    [
      ['for pair in [1, 2] {', '  x = x -> conv(pair[0], kernel = pair[1])', '}', 'y = x'],
      ['value/index pair'],
    ],
    // Layers in a loop of which nobody knows how often it turns.
    [
      ['for i 0..2 {', '  x = x -> conv(3, kernel = 1) as "a{i}"', '}', 'y = x'],
      ['syntax/expected 0'],
    ],
  ])('of %j', (statements, expected) => {
    expect(codes(load(network(...statements)))).toEqual(expected);
  });

  test('of a block whose head or end is missing', () => {
    const body = 'return x -> conv(width, kernel = 1)\n}';
    const uses = network('y = x -> wide(8) -> wide(9, strde = 1)');
    const found = (head: string): string[] => codes(load(`${head}\n  ${body}\n\n${uses}`));
    expect(found('block wide(x, width) {')).toEqual(['call/unknown strde']);
    expect(found('block wide(x, width)')).toEqual(['syntax/expected ', 'call/unknown strde']);
    expect(found('block wide(x width) {')).toEqual(['syntax/expected width']);
    expect(found('block wide(x, width {')).toEqual(['syntax/unclosed (']);
    expect(found('blck wide(x, width) {')).toEqual(['syntax/expected wide']);
    expect(found('block wide(x, width) {\n  }')).toEqual([
      'syntax/unopened }',
      'call/unknown strde',
    ]);
  });

  test('of calls of a block that lacks an argument, or is there twice', () => {
    const block = 'block wide(x, width) {\n  return x -> conv(width, kernel = 1)\n}\n\n';
    const calls = network('y = x -> wide(8, stride = 1) -> wide(9, stride = 1)');
    expect(codes(load(block + calls))).toEqual(['call/unknown stride']);
    const few = network('a = x -> wide', 'b = x -> wide', 'y = a + b');
    expect(codes(load(block + few))).toEqual(['call/missing wide']);
    const many = network('y = x -> wide(1, 2) -> wide(1, 2)');
    expect(codes(load(block + many))).toEqual(['call/too-many 2']);
    const other = block.replace('width)', 'width, stride)');
    expect(codes(load(block + other + calls))).toEqual([
      'name/twice wide',
      'unused/parameter stride',
    ]);
  });

  test('of a head that is cut in two', () => {
    const rest = 'ide(x) {\n  return x -> relu\n}\n\n';
    expect(codes(load(`block w\n${rest}${network('y = x')}`))).toEqual(['syntax/expected ']);
    const loop = network(
      'for i in 0..ro',
      'ws {',
      '  x = x -> relu',
      '}',
      'y = x -> conv(1, kernel = 9)',
    );
    expect(codes(load(loop))).toEqual(['syntax/expected ']);
  });

  test('of a text that ends too early', () => {
    const source =
      'network n {\n  input x: tensor(1, 3, 8, 8)\n  for i in 0..3 {\n    x = conv(x, [3,';
    expect(codes(load(source))).toEqual(['syntax/unclosed [']);
  });

  test('of a name that means nothing wherever it stands', () => {
    const loaded = load(network('a = x -> conv(width, kernel = 1)', 'y = a * width'));
    expect(codes(loaded)).toEqual(['name/unknown width']);
    expect(loaded.diagnostics[0].secondary).toHaveLength(1);
  });

  test('of layers that share the name of the block they stand in', () => {
    const source = network('a = x -> squeeze_excite(2) as se', 'y = a -> squeeze_excite(2) as se');
    expect(codes(load(source))).toEqual(['name/collision squeeze_excite(2) as se']);
  });

  test('of a call once one of its values was wrong', () => {
    const block = 'block wide(x, width) {\n  return x -> conv(width, kernel = width)\n}\n\n';
    const loaded = load(`${block}${network('y = wide(3, [7, 7]) + x')}`);
    expect(codes(loaded)).toEqual(['call/operands x']);
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
