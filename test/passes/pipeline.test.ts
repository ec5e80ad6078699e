import { describe, expect, test } from 'vitest';
import type { Graph } from '../../compiler/ir/graph.js';
import { printGraph } from '../../compiler/ir/print.js';
import { isOp } from '../../compiler/ir/rewrite.js';
import { passesFor, PIPELINE, runPipeline } from '../../compiler/passes/pipeline.js';
import { graphOf, parsed, randomInputs } from '../support/graph-text.js';
import { expectSameMeaning } from '../support/same-meaning.js';

const RESIDUAL_BLOCK = `input %x : f32[1,4,6,6]
  %w1 = constant @"w1" : f32[8,4,3,3]
  ${['weight', 'bias', 'mean', 'var'].map((name) => `%${name} = constant @"bn.${name}" : f32[8]`).join('\n')}
  %w2 = constant @"w2" : f32[8,4,1,1]
  %fc.weight = constant @"fc.weight" : f32[3,8]
  %fc.bias = constant @"fc.bias" : f32[3]
  %p = pad(%x) {pads = [0, 0, 1, 1, 0, 0, 1, 1], value = 0} : f32[1,4,8,8]
  %c = conv2d(%p, %w1) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,8,6,6]
  %n = batch_norm(%c, %weight, %bias, %mean, %var) {epsilon = 1e-5} : f32[1,8,6,6]
  %s = conv2d(%x, %w2) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]} : f32[1,8,6,6]
  %sum = add(%n, %s) : f32[1,8,6,6]
  %r = relu(%sum) : f32[1,8,6,6]
  %g = global_avg_pool(%r) : f32[1,8,1,1]
  %f = flatten(%g) {axis = 1} : f32[1,8]
  %fc = linear(%f, %fc.weight, %fc.bias) : f32[1,3]
  output "scores" = %fc`;

test('a residual block with a classifier becomes four kernels', () => {
  const graph = graphOf(RESIDUAL_BLOCK);
  const result = runPipeline(graph, { verify: true });
  expectSameMeaning(graph, result, randomInputs(graph));
  expect(`\n${printGraph(result)}`).toMatchInlineSnapshot(`
    "
    graph g {
      input %x : f32[1,4,6,6] dense at 2304
      %fc.bias = constant @"fc.bias" [-0.38159472, -0.26789683, 0.6275435] : f32[3]
      %w1 = constant @"w1 · batch_norm(bn.weight, bn.bias, bn.mean, bn.var, 0.00001)" : f32[8,4,3,3]
      %c.bias = constant @"0 · batch_norm(bn.weight, bn.bias, bn.mean, bn.var, 0.00001)" [-0.17681023, -0.38043672, -0.8054628, 1.2482295, 1.1683675, 0.18492848, 0.31307027, -0.027738702] : f32[8]
      %n = conv2d(%x, %w1, %c.bias) {dilations = [1, 1], groups = 1, pads = [1, 1, 1, 1], strides = [1, 1]} : f32[1,8,6,6] nhwc/4 at 0
      %w2 = constant @"transpose(reshape(w2) {shape = [8, 4]}) {permutation = [1, 0]}" : f32[4,8]
      %r = fused(%x, %w2, %n) : f32[1,8,6,6] nhwc/4 at 1152 {
        %s = matmul(%x, %w2) {axis = 1} : f32[1,8,6,6]
        %sum = add(%n, %s) : f32[1,8,6,6]
        %r = relu(%sum) : f32[1,8,6,6]
        yield %r
      }
      %g = global_avg_pool(%r) : f32[1,8,1,1] nhwc/4 at 2304
      %fc.weight = constant @"transpose(reshape(reshape(fc.weight) {shape = [3, 8, 1, 1]}) {shape = [3, 8]}) {permutation = [1, 0]}" : f32[8,3]
      %fc = fused(%g, %fc.weight, %fc.bias) : f32[1,3,1,1] nhwc/4 at 2336 {
        %fc.matmul = matmul(%g, %fc.weight) {axis = 1} : f32[1,3,1,1]
        %fc = bias(%fc.matmul, %fc.bias) : f32[1,3,1,1]
        yield %fc
      }
      %fc.view = reshape(%fc) {shape = [1, 3]} : f32[1,3] rows/4 at 2336
      output "scores" = %fc.view
    }
    "
  `);
});

test('every kernel can be traced to the text it came from', () => {
  const vector = `input %v : f32[3]
    %w = constant @"w" : f32[2,3]
    %l = linear(%v, %w) : f32[2]
    %t = tanh(%l) : f32[2]
    output "t" = %t`;
  for (const text of [RESIDUAL_BLOCK, vector]) {
    runPipeline(graphOf(text), {
      observe: (pass, _, after) => {
        const lost = after.nodes.filter(
          (node) => !isOp(node, 'constant') && node.span === undefined,
        );
        expect(lost, pass.name).toEqual([]);
      },
    });
  }
});

describe('runPipeline', () => {
  const graph = graphOf(RESIDUAL_BLOCK);

  test('stops after the pass that is asked for', () => {
    const result = runPipeline(graph, { after: 'fold-padding' });
    expect(printGraph(result)).toContain(
      'conv2d(%x, %w1) {dilations = [1, 1], groups = 1, pads = [1, 1, 1, 1]',
    );
    expect(printGraph(result)).toContain('batch_norm(');
  });

  test.each(['wasm', 'webgpu'] as const)(
    'shows every pass for %s with the graph before and after it',
    (target) => {
      const seen: string[] = [];
      let last: Graph = graph;
      const result = runPipeline(graph, {
        target,
        observe: (pass, before, after) => {
          expect(before).toBe(last);
          last = after;
          seen.push(pass.name);
        },
      });
      expect(seen).toEqual(passesFor(target).map((pass) => pass.name));
      expect(last).toBe(result);
    },
  );

  test('gives the same text every time', () => {
    expect(printGraph(runPipeline(graph))).toBe(printGraph(runPipeline(graph)));
  });

  test('leaves alone what it has done already', () => {
    const rewritten = runPipeline(graph, { after: 'to-matmul' });
    expect(printGraph(runPipeline(rewritten, { after: 'to-matmul' }))).toBe(printGraph(rewritten));
  });

  test('with verify refuses an invalid graph and says where it came from', () => {
    const invalid = parsed('input %x : f32[2]\n%y = relu(%x) : f32[3]\noutput "y" = %y');
    expect(() => runPipeline(invalid, { verify: true })).toThrow(
      'ir/type: %y is said to be f32[3]',
    );
    try {
      runPipeline(invalid, { verify: true });
    } catch (error) {
      expect(error).toMatchObject({
        diagnostics: [{ notes: ['the graph is the result of the front end'] }],
      });
    }
  });
});

test('every pass says why it stands where it does, under a name of its own', () => {
  expect(new Set(PIPELINE.map((pass) => pass.name)).size).toBe(PIPELINE.length);
  for (const pass of PIPELINE) expect(pass.why).not.toBe('');
});

test('what all targets have in common comes before what each has', () => {
  const isCommon = PIPELINE.map(({ target }) => target === 'all');
  expect(isCommon.lastIndexOf(true)).toBeLessThan(isCommon.indexOf(false));
});

test('a pass of another target is refused', () => {
  const text = 'input %x : f32[2]\n%y = relu(%x) : f32[2]\noutput "y" = %y';
  expect(() => runPipeline(graphOf(text), { after: 'choose-stages' })).toThrow(
    'choose-stages is no pass for wasm',
  );
});
