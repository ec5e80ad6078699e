import { describe, expect, test } from 'vitest';
import { codes, constants, graphOf, load, network, parameterNames } from './load.js';

const weights = (...statements: string[]): string[] =>
  parameterNames(graphOf(network(...statements))).filter((name) => name.endsWith('weight'));

describe('the name of a layer', () => {
  test('is what `as` says', () => {
    expect(
      weights('y = x -> conv(4, kernel = 1) as c1 -> conv(4, kernel = 1) as "a.{1 + 1}"'),
    ).toEqual(['c1.weight', 'a.2.weight']);
  });

  test('is that of the binding it stands alone in', () => {
    expect(weights('c1 = conv(x, 4, kernel = 1)', 'y = c1 -> relu -> conv(4, kernel = 1)')).toEqual(
      ['c1.weight', 'y.weight'],
    );
  });

  test('counts per op when several stand in one binding', () => {
    expect(
      weights('y = x -> conv(4, kernel = 1) -> batch_norm -> relu -> conv(4, kernel = 1)'),
    ).toEqual(['y.conv1.weight', 'y.batch_norm1.weight', 'y.conv2.weight']);
  });

  test('ignores layers that are named, and blocks without parameters', () => {
    expect(
      weights(
        'y = x -> conv(4, kernel = 1) as stem -> silu -> dropout(0.1) -> conv(4, kernel = 1)',
      ),
    ).toEqual(['stem.weight', 'y.weight']);
  });

  test('counts per op outside of bindings, over the whole block', () => {
    const source = `block two(x) {
  if x.channels > 2 {
    conv(x, 1, kernel = 1)
  }
  return x -> conv(4, kernel = 1) -> conv(4, kernel = 1)
}

${network('y = two(x)')}`;
    expect(parameterNames(graphOf(source)).filter((name) => name.endsWith('weight'))).toEqual([
      'y.conv1.weight',
      'y.conv2.weight',
      'y.conv3.weight',
    ]);
  });

  test('is the path through the blocks', () => {
    const source = `block inner(x) {
  return x -> conv(4, kernel = 1, bias = false) as c
}

block outer(x) {
  first = inner(x)
  return first -> inner as second
}

${network('y = x -> outer as "stage.0" -> outer as "stage.1"')}`;
    expect(parameterNames(graphOf(source))).toEqual([
      'stage.0.first.c.weight',
      'stage.0.second.c.weight',
      'stage.1.first.c.weight',
      'stage.1.second.c.weight',
    ]);
  });

  test('may be used once only', () => {
    const loaded = load(
      network('x = x -> conv(3, kernel = 1)', 'x = conv(x, 3, kernel = 3)', 'y = x'),
    );
    expect(codes(loaded)).toEqual(['name/collision conv(x, 3, kernel = 3)']);
    expect(loaded.diagnostics[0].secondary?.length).toBe(1);
  });
});

describe('a weight given in the call', () => {
  test('as a list is a constant of the graph', () => {
    const graph = graphOf(
      network('y = x -> conv(1, kernel = 1, weight = [[[[2]], [[3]], [[4]]]], bias = [5])'),
    );
    expect(parameterNames(graph)).toEqual([]);
    expect(constants(graph).map((data) => [...data.read()])).toEqual([[2, 3, 4], [5]]);
  });

  test('as a string names the parameter, which two layers may share', () => {
    const graph = graphOf(
      network(
        'a = x -> conv(3, kernel = 1, weight = "tied", bias = false)',
        'y = a -> conv(3, kernel = 1, weight = "tied", bias = "own")',
      ),
    );
    expect(parameterNames(graph)).toEqual(['tied', 'own']);
  });

  test('as a string may name the parameter of another layer', () => {
    const graph = graphOf(
      network(
        'a = x -> conv(3, kernel = 1, bias = false)',
        'y = a -> conv(3, kernel = 1, weight = "a.weight", bias = false)',
      ),
    );
    expect(parameterNames(graph)).toEqual(['a.weight']);
  });

  test('as a tensor is an operand', () => {
    const graph = graphOf(
      network(
        'w = x -> slice(axis = 2, start = 0, end = 3) -> slice(axis = 3, start = 0, end = 3)',
        'y = x -> conv(1, kernel = 3, weight = w, bias = false)',
      ),
    );
    expect(parameterNames(graph)).toEqual([]);
    expect(graph.outputs[0].value.type.shape).toEqual([1, 1, 6, 6]);
  });
});

test('reading a parameter says that no weights are bound', () => {
  const graph = graphOf(network('y = x -> conv(4, kernel = 1) as c1'));
  const [weight] = constants(graph);
  expect(() => weight.read()).toThrow('the parameter `c1.weight` has no values');
});
