import { describe, expect, test } from 'vitest';
import { printGraph } from '../../compiler/ir/print.js';
import { verifyGraph } from '../../compiler/ir/verify.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { toPictures } from '../../compiler/passes/to-pictures.js';
import { graphOf, randomInputs } from '../support/graph-text.js';
import { expectSameMeaning } from '../support/same-meaning.js';

function pictures(text: string): string {
  const graph = graphOf(text);
  const result = toPictures(graph);
  expect(verifyGraph(result)).toEqual([]);
  expectSameMeaning(graph, result, randomInputs(graph));
  return `\n${printGraph(result)}`;
}

const CONV = '{dilations = [1], groups = 1, pads = [1, 1], strides = [1]}';

describe('rows that a window moves over', () => {
  test('are pictures from the first of its ops to the last, and what lies between', () => {
    expect(
      pictures(
        `input %x : f32[1,4,9]
         %w = constant @"w" : f32[4,4,3]
         %s = constant @"s" : f32[4,1]
         %h = constant @"h" : f32[4,9]
         %c = conv1d(%x, %w) ${CONV} : f32[1,4,9]
         %m = mul(%c, %s) : f32[1,4,9]
         %r = add(%m, %x) : f32[1,4,9]
         %a = add(%r, %h) : f32[1,4,9]
         %j = concat(%a, %c) {axis = 1} : f32[1,8,9]
         %e = slice(%j) {axes = [-1], lengths = [5], starts = [0], steps = [2]} : f32[1,8,5]
         %p = pad(%e) {pads = [0, 0, 1, 0, 0, 2], value = 0} : f32[1,8,8]
         %m1 = max_pool1d(%p) {ceil_mode = false, dilations = [1], kernel = [2], pads = [0, 0], strides = [2]} : f32[1,8,4]
         output "y" = %m1`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[1,4,9]
        %x_2 = reshape(%x) {shape = [1, 4, 1, 9]} : f32[1,4,1,9]
        %w = constant @"reshape(w) {shape = [4, 4, 1, 3]}" : f32[4,4,1,3]
        %c = conv2d(%x_2, %w) {dilations = [1, 1], groups = 1, pads = [0, 1, 0, 1], strides = [1, 1]} : f32[1,4,1,9]
        %s = constant @"reshape(s) {shape = [4, 1, 1]}" [0.4114469, -0.9931243, -0.38630727, -0.33267355] : f32[4,1,1]
        %m = mul(%c, %s) : f32[1,4,1,9]
        %r = add(%m, %x_2) : f32[1,4,1,9]
        %h = constant @"reshape(h) {shape = [4, 1, 9]}" : f32[4,1,9]
        %a = add(%r, %h) : f32[1,4,1,9]
        %j = concat(%a, %c) {axis = 1} : f32[1,8,1,9]
        %e = slice(%j) {axes = [3], lengths = [5], starts = [0], steps = [2]} : f32[1,8,1,5]
        %p = pad(%e) {pads = [0, 0, 0, 1, 0, 0, 0, 2], value = 0} : f32[1,8,1,8]
        %m1 = max_pool(%p) {ceil_mode = false, dilations = [1, 1], kernel = [1, 2], pads = [0, 0, 0, 0], strides = [1, 2]} : f32[1,8,1,4]
        %m1.row = reshape(%m1) {shape = [1, 8, 4]} : f32[1,8,4]
        output "y" = %m1.row
      }
      "
    `);
  });

  test('do not reach into what is reduced to them', () => {
    const printed = pictures(
      `input %x : f32[1,4,9,3,2]
       %w = constant @"w" : f32[4,4,3]
       %r = reduce_mean(%x) {axes = [3, 4], keepdims = false} : f32[1,4,9]
       %c = conv1d(%r, %w) ${CONV} : f32[1,4,9]
       output "y" = %c`,
    );
    expect(printed).toContain('reduce_mean(%x) {axes = [3, 4], keepdims = false} : f32[1,4,9]');
  });

  test('what goes into another form of their elements is where they end', () => {
    expect(
      pictures(
        `input %x : f32[2,4,9]
         %w = constant @"w" : f32[4,4,3]
         %c = conv1d(%x, %w) ${CONV} : f32[2,4,9]
         %t = transpose(%c) {permutation = [0, 2, 1]} : f32[2,9,4]
         %s = relu(%t) : f32[2,9,4]
         output "y" = %s`,
      ),
    ).toMatchInlineSnapshot(`
      "
      graph g {
        input %x : f32[2,4,9]
        %x_2 = reshape(%x) {shape = [2, 4, 1, 9]} : f32[2,4,1,9]
        %w = constant @"reshape(w) {shape = [4, 4, 1, 3]}" : f32[4,4,1,3]
        %c = conv2d(%x_2, %w) {dilations = [1, 1], groups = 1, pads = [0, 1, 0, 1], strides = [1, 1]} : f32[2,4,1,9]
        %c.row = reshape(%c) {shape = [2, 4, 9]} : f32[2,4,9]
        %t = transpose(%c.row) {permutation = [0, 2, 1]} : f32[2,9,4]
        %s = relu(%t) : f32[2,9,4]
        output "y" = %s
      }
      "
    `);
  });

  test('what is taken together along the row is so along the picture', () => {
    const reduced = (axes: string, keepdims: boolean, shape: string) =>
      pictures(
        `input %x : f32[2,4,9]
         %w = constant @"w" : f32[4,4,3]
         %c = conv1d(%x, %w) ${CONV} : f32[2,4,9]
         %m = reduce_mean(%c) {axes = [${axes}], keepdims = ${keepdims}} : f32[${shape}]
         output "y" = %m`,
      );
    const result = reduced('2', false, '2,4');
    expect(result).toContain('reduce_mean(%c) {axes = [2, 3], keepdims = false} : f32[2,4]');
    expect(result).toContain('output "y" = %m\n');
    expect(reduced('2', true, '2,4,1')).toContain('keepdims = true} : f32[2,4,1,1]');
    expect(reduced('0, 1', false, '9')).toContain('keepdims = false} : f32[1,9]');
  });

  test('a vector per channel stays one, and a broadcast along the row becomes one along the picture', () => {
    const result = pictures(
      `input %x : f32[1,4,9]
       input %v : f32[4]
       input %r : f32[9]
       %w = constant @"w" : f32[4,4,3]
       %c = conv1d(%x, %w) ${CONV} : f32[1,4,9]
       %b = bias(%c, %v) : f32[1,4,9]
       %a = add(%b, %r) : f32[1,4,9]
       output "y" = %a`,
    );
    expect(result).toContain('bias(%c, %v)');
    expect(result).toContain('add(%b, %r)');
  });
});

describe('nothing changes', () => {
  test.each([
    [
      'sequences beside them',
      `input %x : f32[1,3,4]
       %y = relu(%x) : f32[1,3,4]
       %z = softmax(%y) {axis = 2} : f32[1,3,4]
       output "z" = %z`,
    ],
    [
      'pictures',
      `input %x : f32[1,3,4,4]
       %y = concat(%x, %x) {axis = 1} : f32[1,6,4,4]
       output "y" = %y`,
    ],
  ])('%s', (_, text) => {
    const graph = graphOf(text);
    expect(toPictures(graph)).toBe(graph);
  });
});

test('a convolution of rows comes out as that of pictures as high as one', () => {
  const network = (isRow: boolean): string => {
    const [high, one, two] = isRow ? ['', '', ''] : ['1,', '1, ', '0, '];
    const geometry = `{dilations = [${one}1], groups = 1, pads = [${two}1, ${two}1], strides = [${one}1]}`;
    const op = isRow ? 'conv1d' : 'conv2d';
    return `input %x : f32[1,8,${high}40]
      %w = constant @"w" : f32[16,8,${high}3]
      %v = constant @"v" : f32[8,16,${high}1]
      %c = ${op}(%x, %w) ${geometry} : f32[1,16,${high}40]
      %r = relu(%c) : f32[1,16,${high}40]
      %d = ${op}(%r, %v) ${geometry.replace(/pads = [^\]]*\]/, `pads = [${two}0, ${two}0]`)} : f32[1,8,${high}40]
      %s = add(%d, %x) : f32[1,8,${high}40]
      output "y" = %s`;
  };
  const kernels = (isRow: boolean): string[] => {
    const graph = runPipeline(graphOf(network(isRow)), { before: 'assign-layouts' });
    return graph.nodes
      .filter((node) => node.kind === 'kernel')
      .map((node) =>
        printGraph({ ...graph, nodes: [node] }).replace(/[\s\S]*= fused|yield[\s\S]*/g, ''),
      )
      .map((text) => text.replaceAll('%x_2', '%x'));
  };
  expect(kernels(true)).toHaveLength(2);
  expect(kernels(true)).toEqual(kernels(false));
});
