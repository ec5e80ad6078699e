import { describe, expect, test } from 'vitest';
import { evaluateGraph } from './run.js';
import { codes, constants, graphOf, load, network } from './load.js';
import { nodeWord } from '../../compiler/ir/kernel.js';
import { isOp } from '../../compiler/ir/rewrite.js';

const shapeOf = (...statements: string[]): readonly number[] =>
  graphOf(network(...statements)).outputs[0].value.type.shape;

/** The value of a constant expression, by way of a tensor it multiplies. */
function valueOf(expression: string, ...before: string[]): number {
  const graph = graphOf(`network test {
  input x: tensor(1)
${before.map((line) => `  ${line}\n`).join('')}  output y = x * (${expression})
}
`);
  return evaluateGraph(graph, { x: [1] }).y[0];
}

describe('constants', () => {
  test.each([
    ['2 + 3 * 4 ** 2 ** 0', 14],
    ['-2 ** 2', -4],
    ['7 // 2 + 7 % 2', 4],
    ['-7 // 2', -4],
    ['-7 % 4', 1],
    ['(1 + 2) * 3 / 2', 4.5],
    ['if not 1 > 2 and (2 == 2 or 1 / 0 == 1) { 5 } else { 6 }', 5],
    ['if false { 1 } else if 3 <= 3 { 2 } else { 3 }', 2],
    ['[4, 5, 6][-1] + [4, 5, 6][0]', 10],
    ['len(2..7) + sum(0..4)', 11],
    ['max(1, 7, 3) - min([4, 2])', 5],
    ['floor(2.7) + ceil(2.1) + round(2.5) + abs(-1) + sqrt(16)', 12],
    ['len("größe") + len([1] + [2, 3])', 8],
    ['if "a{1 + 1}" == "a2" and [1, [2]] == [1, [2]] { 1 } else { 0 }', 1],
    ['x.shape[0] + x.rank', 2],
  ])('%s is %d', (expression, expected) => {
    expect(valueOf(expression)).toBe(expected);
  });

  test('strings escape braces and quotes', () => {
    expect(valueOf('len("\\{x\\} \\"q\\" \\\\")')).toBe(9);
  });
});

describe('tensors', () => {
  test('operators broadcast numbers and lists of numbers', () => {
    const graph = graphOf(`network test {
  input x: tensor(2, 3)
  output y = (1 - x) / 2 + x * [1, 10, 100] - [[0], [1]]
}
`);
    const { y } = evaluateGraph(graph, { x: [1, 2, 3, 4, 5, 6] });
    expect(y).toEqual([1, 19.5, 299, 1.5, 47, 596.5]);
  });

  test('a number used twice is one constant', () => {
    const graph = graphOf(network('y = (x + 2) * 2 - 2'));
    expect(graph.nodes.filter((node) => isOp(node, 'constant'))).toHaveLength(1);
  });

  test('have named extents', () => {
    expect(
      shapeOf('y = x -> conv(x.channels * 2, kernel = x.height // 2 - 1, padding = [x.width, 0])'),
    ).toEqual([1, 6, 22, 6]);
  });

  test('join from tuples, lists and arguments alike', () => {
    for (const join of [
      '(x, x) -> concat(axis = 1)',
      'concat([x, x], axis = 1)',
      'concat(x, x, axis = 1)',
      '[x] + [x] -> concat(axis = 1)',
    ]) {
      expect(shapeOf(`y = ${join}`)).toEqual([1, 6, 8, 8]);
    }
  });
});

describe('an op and a function of one name', () => {
  test('are told apart by what they are given', () => {
    const graph = graphOf(network('y = exp(x) * exp(0) -> residual(exp)'));
    const ops = graph.nodes.map(nodeWord).filter((op) => op !== 'constant');
    expect(ops).toEqual(['exp', 'mul', 'exp', 'add']);
    expect(constants(graph).map((data) => [...data.read()])).toEqual([[1]]);
  });
});

describe('repetition', () => {
  test('carries what it rebinds from turn to turn', () => {
    expect(valueOf('n', 'n = 1', 'for _i in 0..5 {', '  n = n * 2', '}')).toBe(32);
  });

  test('keeps new names to the turn', () => {
    const loaded = load(network('for c in [1, 2] {', '  y = x * c', '}'));
    expect(codes(loaded)).toEqual(['name/unknown y', 'unused/binding y']);
  });

  test('goes through lists, also within one another', () => {
    expect(
      valueOf(
        'n',
        'n = 0',
        'for row in [[1, 2], [3]] {',
        '  for c in row {',
        '    n = 10 * n + c',
        '  }',
        '}',
      ),
    ).toBe(123);
  });
});

describe('blocks', () => {
  const halves = `block halves(x, axis = 3) {
  middle = x.shape[axis] // 2
  return slice(x, axis, 0, middle), slice(x, axis, middle, 2 * middle)
}

`;
  test('take and give several values', () => {
    const graph = graphOf(`${halves}${network('a, b = halves(x)', 'y = (b, a) -> sub')}`);
    expect(graph.outputs[0].value.type.shape).toEqual([1, 3, 8, 4]);
  });

  test('pass what they give on as several operands', () => {
    expect(
      graphOf(halves + network('y = x -> halves(axis = 2) -> concat(axis = 1)')).outputs[0].value
        .type.shape,
    ).toEqual([1, 6, 4, 8]);
  });

  test('take blocks and ops as arguments', () => {
    const graph = graphOf(network('a = residual(x, tanh)', 'y = a -> residual(silu)'));
    expect(graph.nodes.filter((node) => isOp(node, 'add'))).toHaveLength(2);
  });

  test('may call themselves as long as an end comes', () => {
    const source = `block times(x, n) {
  return if n == 0 { x } else { times(x -> relu, n - 1) }
}

${network('y = times(x, 5)')}`;
    expect(graphOf(source).nodes.filter((node) => isOp(node, 'relu'))).toHaveLength(5);
  });

  test('return early from loops and branches', () => {
    const source = `block first_large(x, widths) {
  for width in widths {
    if width > 10 {
      return x -> conv(width, kernel = 1)
    }
  }
  return x
}

${network('y = first_large(x, [4, 16, 32])')}`;
    expect(graphOf(source).outputs[0].value.type.shape[1]).toBe(16);
  });

  test('do not see the names of who calls them', () => {
    const source = `block leak(x) {
  return x * hidden
}

${network('hidden = 2', 'y = leak(x) * hidden')}`;
    expect(codes(load(source))).toEqual(['name/unknown hidden']);
  });

  test('do not hide ops by tensors of the same name', () => {
    expect(shapeOf('flatten = x -> flatten', 'y = flatten -> relu -> flatten')).toEqual([1, 192]);
  });
});

describe('inputs and outputs', () => {
  test('an image says how pixels become the tensor', () => {
    const graph = graphOf(`network test {
  input photo: image(4, 6, bgr, scale = 1 / 255, mean = [0.1, 0.2, 0.3], std = 0.5)
  output photo
}
`);
    expect(graph.inputs[0].value.type.shape).toEqual([1, 3, 4, 6]);
    expect(graph.inputs[0].image).toEqual({
      width: 6,
      height: 4,
      channels: 'bgr',
      scale: 1 / 255,
      mean: [0.1, 0.2, 0.3],
      standardDeviation: [0.5, 0.5, 0.5],
    });
  });

  test('pixels stay as they are unless told otherwise', () => {
    const graph = graphOf('network test {\n  input a: image(2, 2, grey)\n  output a\n}\n');
    expect(graph.inputs[0].image).toMatchObject({ scale: 1, mean: [0], standardDeviation: [1] });
  });

  test.each([
    ['fit = stretch', { fit: 'stretch', resize: 'bilinear' }],
    ['fit = cover, resize = bicubic', { fit: 'cover', resize: 'bicubic' }],
    ['fit = cover, short_side = 6', { fit: 'cover', resize: 'bilinear', shortSide: 6 }],
    ['fit = contain', { fit: 'contain', resize: 'bilinear', fill: [0, 0, 0] }],
    ['fit = contain, fill = 114', { fit: 'contain', resize: 'bilinear', fill: [114, 114, 114] }],
    [
      'fit = contain, fill = [1, 2, 255], resize = nearest',
      { fit: 'contain', resize: 'nearest', fill: [1, 2, 255] },
    ],
  ])('an image may say how pictures fit: %s', (fit, expected) => {
    const source = `network n {\n  input a: image(4, 6, rgb, ${fit})\n  output a\n}\n`;
    const range = { scale: 1, mean: [0, 0, 0], standardDeviation: [1, 1, 1] };
    const image = { width: 6, height: 4, channels: 'rgb', ...range, ...expected };
    expect(graphOf(source).inputs[0].image).toEqual(image);
  });

  test('an image may be several pictures', () => {
    const source = 'network n {\n  input a: image(4, 6, rgb, batch = 5)\n  output a\n}\n';
    expect(graphOf(source).inputs[0].value.type.shape).toEqual([5, 3, 4, 6]);
  });

  test('an output may be an image, of the channels that it has', () => {
    const graph = graphOf(`network test {
  input x: tensor(2, 4, 8, 8)
  part = x -> slice(1, 0, 3)
  output clear: image = relu(x)
  output part: image(bgr, scale = 1 / 255, mean = [1, 2, 3], std = 2)
  output shade: image(scale = 1 / 2) = x -> slice(1, 0, 1) labels 0..8
}
`);
    const plain = { scale: 1, mean: [0, 0, 0, 0], standardDeviation: [1, 1, 1, 1] };
    const range = { scale: 1 / 255, mean: [1, 2, 3], standardDeviation: [2, 2, 2] };
    const shade = { scale: 1 / 2, mean: [0], standardDeviation: [1] };
    expect(graph.outputs.map(({ name, image }) => ({ name, ...image }))).toEqual([
      { name: 'clear', channels: 'rgba', ...plain },
      { name: 'part', channels: 'bgr', ...range },
      { name: 'shade', channels: 'grey', ...shade },
    ]);
    expect(graph.outputs[2].labels).toHaveLength(8);
  });

  test('there may be several, with labels', () => {
    const graph = graphOf(`network test {
  input a: tensor([1, 2])
  input b: tensor(1, 2)
  output sum = a + b labels ["no", "yes"]
  output difference = a - b labels 1..3
  output a
}
`);
    expect(graph.inputs.map((input) => input.value.name)).toEqual(['a', 'b']);
    expect(graph.outputs.map(({ name, labels }) => [name, labels])).toEqual([
      ['sum', ['no', 'yes']],
      ['difference', ['1', '2']],
      ['a', undefined],
    ]);
  });

  test('weights are named with the file that names them', () => {
    const { weights } = load(network('weights "w.safetensors"', 'y = x'));
    expect(weights).toMatchObject({ path: 'w.safetensors', span: { file: 'main.net' } });
  });

  test('weights are read as constants say, which may be calculated', () => {
    const { weights, diagnostics } = load(
      network(
        'rules = []',
        'for i in 0..2 { rules = rules + [["layer_{i}_*", "layer{i}.*"]] }',
        'weights "w{len(rules)}.safetensors" (prefix = "m" + ".", rename = rules)',
        'y = x',
      ),
    );
    expect(diagnostics).toEqual([]);
    expect(weights).toMatchObject({
      path: 'w2.safetensors',
      prefix: { text: 'm.' },
      rename: [
        { from: 'layer_0_*', to: 'layer0.*' },
        { from: 'layer_1_*', to: 'layer1.*' },
      ],
      allowUnused: [],
    });
  });
});

describe('network parameters', () => {
  const source = `network test(classes = 10, widths = [1, 2], deep = false, kind = "a", half = classes // 2) {
  input x: tensor(1, 4)
  y = x -> linear(classes + sum(widths) + half + if deep { 100 } else { 0 } + len(kind), bias = false)
  output y
}
`;
  const features = (sets: Parameters<typeof load>[1]): number =>
    graphOf(source, sets).outputs[0].value.type.shape[1];

  test('have defaults, and later ones see earlier ones', () => {
    expect(features({})).toBe(10 + 3 + 5 + 0 + 1);
    expect(load(source).parameters).toEqual(['classes', 'widths', 'deep', 'kind', 'half']);
  });

  test('are set as text or as values', () => {
    expect(features({ classes: '20', widths: '[1, 1 + 1, 3]', deep: 'true', kind: 'abc' })).toBe(
      139,
    );
    expect(features({ classes: 20, widths: [6], deep: true, kind: 'abc' })).toBe(139);
  });

  test.each([
    ['classes', 'x.y'],
    ['classes', '1 / 0'],
    ['classes', '"10"'],
    ['classes', 'len([1])'],
    ['widths', '3'],
    ['deep', '1'],
  ])('%s refuses %s', (name, value) => {
    expect(codes(load(source, { [name]: value }))[0]).toBe(`set/kind ${name}`);
  });
});

describe('imports', () => {
  const files = {
    'lib/blocks.net': `import { base } from "../base.net"

width = 4

block wide(x) {
  return base(x, width)
}
`,
    'base.net': `block base(x, channels) {
  return x -> conv(channels, kernel = 1) as c
}
`,
  };

  test('bring blocks and constants, under other names if wanted', () => {
    const source = `import { wide as broad, width } from "./lib/blocks.net"
import { base } from "base.net"

${network('a = x -> broad', 'y = base(a, width * 2)')}`;
    const graph = graphOf(source, {}, files);
    expect(graph.outputs[0].value.type.shape).toEqual([1, 8, 8, 8]);
  });

  test('read every file once', () => {
    const read: string[] = [];
    const source = `import { wide } from "./lib/blocks.net"
import { base } from "./base.net"

${network('y = base(wide(x), 2)')}`;
    load(
      source,
      {},
      new Proxy(files, {
        get(target, path: keyof typeof files) {
          read.push(path);
          return target[path];
        },
      }),
    );
    expect(read).toEqual(['lib/blocks.net', 'base.net']);
  });

  test('point errors into the file that holds them, and at the call', () => {
    const source = `import { wide } from "./lib/blocks.net"

${network('y = x -> flatten -> wide')}`;
    const { diagnostics } = load(source, {}, files);
    expect(diagnostics.map(({ code, primary }) => [code, primary?.span.file])).toEqual([
      ['shape/rank', 'base.net'],
    ]);
    expect(diagnostics[0].secondary?.map(({ span, message }) => [span.file, message])).toEqual([
      ['main.net', 'a tensor [1,192] comes from here'],
      ['lib/blocks.net', 'in this call'],
      ['main.net', 'in this call'],
    ]);
  });
});
