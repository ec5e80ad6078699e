import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../compiler/ir/builder.js';
import type { Graph, OpNode } from '../../compiler/ir/graph.js';
import { rootOf } from '../../compiler/ir/kernel.js';
import { constantData, floatsOf } from '../../compiler/ir/op.js';
import { parseGraph } from '../../compiler/ir/parse.js';
import { printGraph, printLines } from '../../compiler/ir/print.js';
import { constantOf } from '../../compiler/ir/rewrite.js';
import { tensor, zeros } from '../../compiler/ir/tensor.js';
import { f32 } from '../../compiler/ir/types.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { fail } from '../../compiler/diagnostics/diagnostic.js';

function parsedBack(text: string): Graph {
  const result = parseGraph(text, (label) => constantData(label, zeros(f32(6, 1, 5, 5))));
  if (!result.ok) expect.fail(result.diagnostics.map(({ title }) => title).join('\n'));
  return result.graph;
}

/** The beginning of LeNet-5, with an image as its input and named classes. */
function example(): Graph {
  const builder = new GraphBuilder('lenet5');
  const digit = builder.input('digit', f32(1, 1, 28, 28), {
    width: 28,
    height: 28,
    channels: 'grey',
    scale: 1 / 255,
    mean: [0.1307],
    standardDeviation: [0.3081],
  });
  const weight = { ...constantData('c1.weight', zeros(f32(6, 1, 5, 5))), parameter: true as const };
  const bias = builder.constant(
    constantData('c1.bias', tensor([6], [1, -0, 0.1, 1e-45, 3e38, 0.5])),
  );
  const attributes = { strides: [1, 1], dilations: [1, 1], pads: [2, 2, 2, 2], groups: 1 };
  const span = { file: 'lenet5.net', start: 0, end: 4 };
  const c1 = builder.add('conv2d', [digit, builder.constant(weight), bias], attributes, {
    name: 'c1',
    span,
  });
  const relu = builder.add('relu', c1, {}, { name: 'c1.relu' });
  const pool = builder.add('global_avg_pool', relu, {}, { name: 'pool' });
  const flat = builder.add('flatten', pool, { axis: 1 }, { name: 'pool' });
  builder.output('scores', flat[0], {
    labels: ['zero', 'one', 'two', 'three', 'four', 'a "five"'],
  });
  return builder.finish();
}

describe('printGraph', () => {
  test('shows inputs with their preprocessing, types, attributes, labels', () => {
    expect(`\n${printGraph(example())}`).toMatchInlineSnapshot(`
      "
      graph lenet5 {
        input %digit : f32[1,1,28,28] image {channels = "grey", height = 28, mean = [0.1307], scale = 0.00392156862745098, standardDeviation = [0.3081], width = 28}
        %c1.bias = constant @"c1.bias" [1, -0, 0.1, 1e-45, 3e+38, 0.5] : f32[6]
        %c1.weight = constant @"c1.weight" : f32[6,1,5,5]
        %c1 = conv2d(%digit, %c1.weight, %c1.bias) {dilations = [1, 1], groups = 1, pads = [2, 2, 2, 2], strides = [1, 1]} : f32[1,6,28,28]
        %c1.relu = relu(%c1) : f32[1,6,28,28]
        %pool = global_avg_pool(%c1.relu) : f32[1,6,1,1]
        %pool_2 = flatten(%pool) {axis = 1} : f32[1,6]
        output "scores" = %pool_2 labels ["zero", "one", "two", "three", "four", "a \\"five\\""]
      }
      "
    `);
  });

  test('shows regions, layouts and offsets behind the pipeline', () => {
    expect(`\n${printGraph(runPipeline(example()))}`).toMatchInlineSnapshot(`
      "
      graph lenet5 {
        input %digit : f32[1,1,28,28] dense at 25088 image {channels = "grey", height = 28, mean = [0.1307], scale = 0.00392156862745098, standardDeviation = [0.3081], width = 28}
        %c1.bias = constant @"c1.bias" [1, -0, 0.1, 1e-45, 3e+38, 0.5] : f32[6]
        %c1.weight = constant @"c1.weight" : f32[6,1,5,5]
        %c1.relu = fused(%digit, %c1.weight, %c1.bias) : f32[1,6,28,28] nhwc/4 at 0 {
          %c1 = conv2d(%digit, %c1.weight, %c1.bias) {dilations = [1, 1], groups = 1, pads = [2, 2, 2, 2], strides = [1, 1]} : f32[1,6,28,28]
          %c1.relu = relu(%c1) : f32[1,6,28,28]
          yield %c1.relu
        }
        %pool = global_avg_pool(%c1.relu) : f32[1,6,1,1] nhwc/4 at 25088
        %pool_2 = flatten(%pool) {axis = 1} : f32[1,6] rows/4 at 25088
        output "scores" = %pool_2 labels ["zero", "one", "two", "three", "four", "a \\"five\\""]
      }
      "
    `);
  });

  test('shows what images are, fitted and given out', () => {
    const builder = new GraphBuilder('g');
    const range = { scale: 1, mean: [0, 0, 0], standardDeviation: [1, 1, 1] };
    const image = { width: 3, height: 2, channels: 'bgr' as const, ...range };
    const type = f32(1, 3, 2, 3);
    const cover = { fit: 'cover', resize: 'bicubic', shortSide: 4 } as const;
    const x = builder.input('x', type, { ...image, ...cover });
    builder.input('y', type, { ...image, fit: 'contain', resize: 'nearest', fill: [1, 2, 3] });
    builder.output('z', x, { image: { channels: 'rgb', ...range }, labels: ['a', 'b', 'c'] });
    const text = printGraph(builder.finish());
    expect(`\n${text}`).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,3,2,3] image {channels = "bgr", fit = "cover", height = 2, mean = [0, 0, 0], resize = "bicubic", scale = 1, shortSide = 4, standardDeviation = [1, 1, 1], width = 3}
        input %y : f32[1,3,2,3] image {channels = "bgr", fill = [1, 2, 3], fit = "contain", height = 2, mean = [0, 0, 0], resize = "nearest", scale = 1, standardDeviation = [1, 1, 1], width = 3}
        output "z" = %x image {channels = "rgb", mean = [0, 0, 0], scale = 1, standardDeviation = [1, 1, 1]} labels ["a", "b", "c"]
      }
      "
    `);
    expect(parsedBack(text)).toMatchObject({
      inputs: [{ image: { ...image, ...cover } }, { image: { fill: [1, 2, 3] } }],
      outputs: [{ image: { channels: 'rgb', ...range }, labels: ['a', 'b', 'c'] }],
    });
    expect(printGraph(parsedBack(text))).toBe(text);
  });

  test('ends lines with where they came from, which the parser skips', () => {
    const position = ({ file, start }: { file: string; start: number }) => `${file}:${start + 1}`;
    const text = printGraph(example(), { position });
    expect(text).toContain('strides = [1, 1]} : f32[1,6,28,28]  // lenet5.net:1\n');
    expect(printGraph(parsedBack(text))).toBe(printGraph(example()));
  });

  test('tells values of one name apart, also from names that look numbered', () => {
    const builder = new GraphBuilder('g');
    const x = builder.input('x', f32(1));
    for (const name of ['x', 'x_2', 'x', 'two words', '']) {
      builder.output(`y${name}`, builder.add('relu', [x], {}, { name })[0]);
    }
    const text = printGraph(builder.finish());
    expect(text.match(/%\S+ = |%"[^"]*" = /g)).toEqual([
      '%x_2 = ',
      '%x_2_2 = ',
      '%x_3 = ',
      '%"two words" = ',
      '%"" = ',
    ]);
    expect(printGraph(parsedBack(text))).toBe(text);
  });

  test('names parameters of the network, whether or not weights are bound', () => {
    const builder = new GraphBuilder('g');
    const read = () => fail({ code: 'weights/unbound', title: 'no weights are bound' });
    const unbound = { kind: 'constant-data' as const, label: 'w', type: f32(1), read };
    builder.output('p', builder.constant({ ...unbound, parameter: true }, 'p'));
    builder.output('q', builder.constant(unbound, 'q'));
    expect(printGraph(builder.finish())).toContain('%p = constant @"w" : f32[1]\n');
    expect(printGraph(builder.finish())).toContain('%q = constant @"w" : f32[1]\n');
  });

  test('an error that is not about weights is not swallowed', () => {
    const builder = new GraphBuilder('g');
    const read = () => {
      throw new RangeError('broken');
    };
    builder.output(
      'p',
      builder.constant({ kind: 'constant-data', label: 'w', type: f32(1), read }),
    );
    expect(() => printGraph(builder.finish())).toThrow('broken');
  });
});

test('printLines has one entry for each input, node and output', () => {
  const lines = printLines(runPipeline(example()));
  expect(lines.map((line) => line.split(/[ (]/, 3).join(' '))).toEqual([
    'input %digit :',
    '%c1.bias = constant',
    '%c1.weight = constant',
    '%c1.relu = fused',
    '%pool = global_avg_pool',
    '%pool_2 = flatten',
    'output "scores" =',
  ]);
  expect(lines[3]).toContain('yield %c1.relu\n}');
});

describe('elements read back bit for bit', () => {
  const bits = (data: Float32Array) => Array.from(new Uint32Array(data.buffer.slice(0)));

  test('whatever they are, NaN with any payload included', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffffffff), { minLength: 1, maxLength: 16 }), (words) => {
        const data = new Float32Array(Uint32Array.from(words).buffer);
        const builder = new GraphBuilder('g');
        builder.output('k', builder.constant(constantData('k', { shape: [words.length], data })));
        const graph = parsedBack(printGraph(builder.finish()));
        const constant = constantOf(graph.nodes[0]);
        const read = constant && floatsOf(constant);
        expect(read && bits(read)).toEqual(words);
      }),
    );
  });

  test.each([
    ['0', [0]],
    ['-0', [-0]],
    ['0.1', [Math.fround(0.1)]],
    ['16777216', [2 ** 24]],
    ['1e-45', [2 ** -149]],
    ['3.4028235e+38', [3.4028234663852886e38]],
    ['inf, -inf, nan', [Infinity, -Infinity, NaN]],
  ])('the shortest text of %s', (text, elements) => {
    const builder = new GraphBuilder('g');
    builder.output('k', builder.constant(constantData('k', tensor([elements.length], elements))));
    expect(printGraph(builder.finish())).toContain(`@"k" [${text}] :`);
  });

  test('attributes are doubles, and as exact', () => {
    fc.assert(
      fc.property(fc.double(), (slope) => {
        const builder = new GraphBuilder('g');
        const x = builder.input('x', f32(1));
        const graph = { ...builder.finish() };
        const value = { name: 'y', type: f32(1) };
        const node: OpNode = {
          kind: 'op',
          op: 'leaky_relu',
          inputs: [x],
          outputs: [value],
          attributes: { slope },
        };
        const text = printGraph({ ...graph, nodes: [node] });
        expect(rootOf(parsedBack(text).nodes[0]).attributes.slope).toBe(slope);
      }),
    );
  });
});
