import { describe, expect, it } from 'vitest';
import { worstElement } from '../../cli/check/compare.js';
import { blockCosts } from '../../cli/inspect/blocks.js';
import { layerRows } from '../../cli/inspect/layer-rows.js';
import { layersOf, totalsOf } from '../../cli/inspect/layers.js';
import { memoryMapSvg, memoryMapText } from '../../cli/inspect/memory-map.js';
import { memoryReport } from '../../compiler/passes/plan-memory.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { loadNetwork } from '../../compiler/frontend/index.js';
import type { Graph } from '../../compiler/ir/graph.js';

function graphOf(body: string): Graph {
  const source = `network n {\n${body}\n}\n`;
  const { graph, diagnostics } = loadNetwork({
    path: 'n.net',
    source,
    loadSource: () => undefined,
  });
  expect(diagnostics).toEqual([]);
  if (graph === undefined) throw new Error('no graph');
  return graph;
}

describe('layers', () => {
  it('see as far as their windows reach', () => {
    const layers = layersOf(
      graphOf(`
        input x: tensor(1, 3, 32, 24)
        a = x -> conv(4, kernel = [3, 5], stride = [2, 1], padding = 2)
        b = a -> conv(4, kernel = 3, dilation = 2)
        c = a -> conv(4, kernel = 1) -> max_pool(3, stride = 1)
        output pooled = c
        output y = b -> global_avg_pool
      `),
    );
    const field = (op: string) => layers.find((layer) => layer.op === op)?.receptiveField;
    expect(layers[0].receptiveField).toEqual({ size: [3, 5], stride: [2, 1] });
    // 3 + 2·2·2 rows and 5 + 2·2·1 columns.
    expect(layers[1].receptiveField).toEqual({ size: [11, 9], stride: [2, 1] });
    expect(field('max_pool')).toEqual({ size: [7, 7], stride: [2, 1] });
    // a is 17 × 24, b 13 × 20: 11 + 12·2 rows and 9 + 19·1 columns.
    expect(field('global_avg_pool')?.size).toEqual([35, 28]);
  });

  it('count trained numbers once, and neither statistics nor numbers in expressions', () => {
    const layers = layersOf(
      graphOf(`
        input x: tensor(1, 2, 4, 4)
        output y = 2 * (x -> conv(3, kernel = 3, bias = false) -> batch_norm) + 1
      `),
    );
    expect(layers.map(({ op, parameters }) => [op, parameters])).toEqual([
      ['conv2d', 54],
      ['batch_norm', 6],
      ['mul', 0],
      ['add', 0],
    ]);
    expect(totalsOf(layers)).toEqual({ parameters: 60, macs: 216 });
  });
});

describe('blocks', () => {
  const source = `block twice(x, n) {
  y = x -> conv(n, kernel = 1) as first -> relu
  return y -> conv(n, kernel = 1) as second
}
block stage(x) {
  inner = x -> twice(4) as inner
  return inner -> relu -> batch_norm as norm
}
network n {
  input x: tensor(1, 2, 3, 3)
  stem = x -> conv(2, kernel = 1)
  a = stem -> stage as "stages.0" -> stage as "stages.1"
  output y = a -> silu -> flatten
}
`;

  it('have the sums of all layers inside of them, and stand before these', () => {
    const { graph, blocks } = loadNetwork({ path: 'n.net', source, loadSource: () => undefined });
    if (graph === undefined) throw new Error('no graph');
    const layers = layersOf(graph, blocks);
    const costs = blockCosts(layers);
    expect(
      [...costs.values()].map(({ path, callee, layers: count }) => [path, callee, count]),
    ).toEqual([
      ['stages.0', 'stage', 5],
      ['stages.0.inner', 'twice', 3],
      ['stages.1', 'stage', 5],
      ['stages.1.inner', 'twice', 3],
    ]);
    const [first, inner, second] = costs.values();
    // 2·4 + 4 and 4·4 + 4 for the convolutions, 4 + 4 for the norm; 9 places each; 4 bytes an element.
    expect(inner).toMatchObject({ parameters: 32, macs: 9 * 24, activationBytes: 3 * 4 * 36 });
    expect(first).toMatchObject({ parameters: 40, macs: 9 * 24, activationBytes: 5 * 4 * 36 });
    expect(second).toMatchObject({ parameters: 20 + 20 + 8, macs: 9 * 32 });
    const names = layerRows({ layers, blocks: costs }).map(
      ({ depth, name, block }) => `${'  '.repeat(depth)}${name}${block === undefined ? '' : ':'}`,
    );
    expect(names).toEqual([
      'stem',
      'stages.0:',
      '  inner:',
      '    first',
      '    y',
      '    second',
      '  relu',
      '  norm',
      'stages.1:',
      '  inner:',
      '    first',
      '    y',
      '    second',
      '  relu',
      '  norm',
      'silu.sigmoid',
      'silu.mul',
      'y',
    ]);
  });
});

describe('the memory map', () => {
  it('has one column for several steps where there are many', () => {
    const planned = runPipeline(
      graphOf(`
        input x: tensor(1, 8)
        y = x
        for i in 0..90 { y = y -> softmax }
        output z = y
      `),
    );
    const lines = memoryMapText(planned, memoryReport(planned), 60);
    expect(lines[0]).toMatch(/^offset +bytes +time: 0 … 90 steps, 3 in a column +value$/);
    expect(lines.filter((line) => line.length > 60)).toEqual([]);
    expect(lines[2]).toMatch(/ [·█]{31} /);
  });

  it('shows where every value lies, and when', () => {
    const planned = runPipeline(
      graphOf(`
        input x: tensor(1, 8)
        a = x -> linear(4) -> tanh
        output y = a -> linear(2)
      `),
    );
    const lines = memoryMapText(planned, memoryReport(planned), 80);
    expect(lines.at(-1)).toBe(
      'arena 48 bytes; no plan can need less than 48: this one is as small',
    );
    // The input is gone when the second kernel runs; the output stays to the end.
    expect(lines.find((line) => line.endsWith(' x'))).toMatch(/^ *\d+ +32 B {2}██··/);
    const svg = memoryMapSvg(planned, memoryReport(planned));
    expect(svg.match(/<rect [^>]*stroke/g)).toHaveLength(memoryReport(planned).buffers.length);
    expect(svg).not.toContain('NaN');
  });

  it('keeps names inside of their boxes, upwards or cut off where these are narrow', () => {
    const planned = runPipeline(
      graphOf(`
        input x: tensor(1, 8)
        a_name_that_goes_on_and_on_and_is_far_longer_than_the_box_that_it_belongs_to = x -> linear(64)
        b = a_name_that_goes_on_and_on_and_is_far_longer_than_the_box_that_it_belongs_to -> softmax
        output y = b -> linear(2)
      `),
    );
    const svg = memoryMapSvg(planned, memoryReport(planned));
    const boxes = svg.matchAll(/width="([\d.]+)" height="([\d.]+)"[^>]*><text([^>]*)>([^<]*)</g);
    const labels = [...boxes].map(([, width, height, place, text]) => {
      const room = Number(place.includes('rotate') ? height : width);
      expect(text.length * 6).toBeLessThan(room);
      return text;
    });
    expect(labels).toContainEqual(expect.stringMatching(/^a_name.*…$/));
    expect(labels).toContain('x');
  });

  it('shows the parts of a concatenation in its buffer', () => {
    const planned = runPipeline(
      graphOf(`
        input x: tensor(1, 4, 3, 3)
        pooled = x -> max_pool(2, stride = 1)
        a = pooled -> conv(4, kernel = 1)
        b = pooled -> conv(8, kernel = 1)
        output y = concat(a, b, axis = 1) -> conv(2, kernel = 1)
      `),
    );
    const lines = memoryMapText(planned, memoryReport(planned), 80);
    expect(lines.join('\n')).toContain('a + b → concat\n');
    expect(memoryMapSvg(planned, memoryReport(planned))).toContain('a + b → concat: 192 bytes');
  });
});

describe('the worst element', () => {
  const expected = { shape: [2, 2], data: Float32Array.of(1, 100, NaN, Infinity) };

  it('counts relative to values above 1', () => {
    expect(worstElement(Float32Array.of(1.5, 110, NaN, Infinity), expected)).toEqual({
      error: 0.5,
      index: [0, 0],
      actual: 1.5,
      expected: 1,
      elements: 4,
      // NaN and infinity, which stand on both sides.
      notFinite: 2,
    });
  });

  it('is where only one of the two is a number', () => {
    const worst = worstElement(Float32Array.of(1, 100, 7, Infinity), expected);
    expect(worst).toEqual({
      error: Infinity,
      index: [1, 0],
      actual: 7,
      expected: NaN,
      elements: 4,
      notFinite: 1,
    });
    expect(worstElement(Float32Array.of(1, 100, NaN, -Infinity), expected).error).toBe(Infinity);
    expect(worstElement(expected.data, expected).error).toBe(0);
  });
});
