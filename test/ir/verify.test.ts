import { describe, expect, test } from 'vitest';
import type { Graph, Node, OpNode, Value } from '../../compiler/ir/graph.js';
import { f32 } from '../../compiler/ir/types.js';
import { verifyGraph } from '../../compiler/ir/verify.js';
import { parsed } from '../support/graph-text.js';

/** What the verifier says, each as `code: title`. */
function violations(graph: Graph): string[] {
  return verifyGraph(graph).map(({ code, title }) => `${code}: ${title}`);
}

const X = 'input %x : f32[2,4]';
const OUT = 'output "y" = %y';

describe('a node must', () => {
  test.each([
    [
      'have operands',
      '%y = relu() : f32[2,4]',
      'ir/inputs: %y = relu: relu takes 1 input (x), but got 0',
    ],
    [
      'not have too many',
      '%y = relu(%x, %x) : f32[2,4]',
      'ir/inputs: %y = relu: relu takes 1 input (x), but got 2',
    ],
    [
      'have its attributes',
      '%y = softmax(%x) : f32[2,4]',
      'ir/attribute: %y = softmax: softmax lacks its attribute axis',
    ],
    [
      'have no others',
      '%y = relu(%x) {axis = 1} : f32[2,4]',
      'ir/attribute: %y = relu: relu has no attribute axis',
    ],
    [
      'have attributes of their kind',
      '%y = softmax(%x) {axis = 0.5} : f32[2,4]',
      'ir/attribute: %y = softmax: attribute axis of softmax must be of kind integer, but is 0.5',
    ],
    [
      'follow its shape rule',
      '%y = reshape(%x) {shape = [3, 3]} : f32[3,3]',
      'ir/shape: %y = reshape: reshape cannot turn [2,4] with 8 elements into [3,3], which takes 9',
    ],
    [
      'have the type that follows',
      '%y = relu(%x) : f32[4,2]',
      'ir/type: %y is said to be f32[4,2], but the shape rule gives f32[2,4]',
    ],
    [
      'have as many results',
      '%y, %z = relu(%x) : f32[2,4], f32[2,4]',
      'ir/outputs: relu gives 1 results, but the node has 2',
    ],
  ])('%s', (_, line, violation) => {
    expect(violations(parsed(`${X}\n${line.replace('relu()', 'relu')}\n${OUT}`))).toEqual([
      violation,
    ]);
  });

  test('not be empty in name', () => {
    expect(violations(parsed(`${X}\n%"" = relu(%x) : f32[2,4]\noutput "y" = %""`))).toEqual([
      'ir/name: a value has an empty name',
    ]);
  });
});

test('extents must be possible', () => {
  expect(violations(parsed('input %x : f32[2,0]\noutput "y" = %x'))).toEqual([
    'ir/extent: %x has type f32[2,0]',
  ]);
});

describe('values are defined once, before they are used', () => {
  const x: Value = { name: 'x', type: f32(2) };
  const node = (name: string, input: Value): Node => ({
    kind: 'op',
    op: 'relu',
    inputs: [input],
    outputs: [{ name, type: f32(2) }],
    attributes: {},
  });
  const graph = (nodes: Node[], value: Value): Graph => ({
    name: 'g',
    inputs: [{ value: x }],
    states: [],
    nodes,
    outputs: [{ name: 'y', value }],
  });

  test('not used behind', () => {
    const a = node('a', x);
    const b = node('b', a.outputs[0]);
    expect(violations(graph([b, a], b.outputs[0]))).toEqual([
      'ir/undefined-value: %b = relu uses %a, which is not defined before it',
    ]);
  });

  test('not defined twice', () => {
    const a = node('a', x);
    expect(violations(graph([a, a], a.outputs[0]))).toEqual([
      'ir/redefined-value: %a is defined twice',
    ]);
  });

  test('nor missing where the graph ends', () => {
    const foreign = { name: 'z', type: f32(1) };
    expect(violations(graph([], foreign))).toEqual([
      "ir/undefined-value: output 'y' is %z, which is not defined",
    ]);
  });
});

describe('the interface', () => {
  test.each([
    ['needs an output', X, ['ir/outputs: graph g has no output']],
    [
      'names each output once',
      `${X}\noutput "y" = %x\noutput "y" = %x`,
      ["ir/name: two of the outputs are named 'y'"],
    ],
    [
      'names every output',
      `${X}\noutput "" = %x`,
      ['ir/name: one of the outputs has an empty name'],
    ],
    [
      'labels every class',
      `${X}\noutput "y" = %x labels ["a", "b"]`,
      ["ir/labels: output 'y' has 2 labels for 4 classes"],
    ],
    [
      'has images of the shape that they say',
      `input %x : f32[1,3,4,4] image {channels = "grey", fill = [1, 2], fit = "contain", height = 4, mean = [1], resize = "nearest", scale = 1, standardDeviation = [1, 2], width = 5}
      output "y" = %x image {channels = "rgba", mean = [1, 1, 1, 1], scale = 1, standardDeviation = [1, 1]}`,
      [
        "ir/image: input 'x' is f32[1,3,4,4], but its image [N,1,4,5]",
        "ir/image: input 'x' has 2 of standardDeviation, not 1",
        "ir/image: input 'x' has 2 of fill, not 1",
        "ir/image: output 'y' is f32[1,3,4,4], but its image [N,4,H,W]",
        "ir/image: output 'y' has 2 of standardDeviation, not 4",
      ],
    ],
  ])('%s', (_, text, expected) => {
    expect(violations(parsed(text))).toEqual(expected);
  });

  test('names each input once', () => {
    const inputs = [0, 1].map(() => ({ value: { name: 'x', type: f32(1) } }));
    const outputs = [{ name: 'y', value: inputs[0].value }];
    expect(violations({ name: 'g', inputs, states: [], nodes: [], outputs })).toEqual([
      "ir/name: two of the inputs are named 'x'",
    ]);
  });
});

test('a label stands for one tensor', () => {
  const text = `${X}
    %k = constant @"k" [1] : f32[1]
    %l = constant @"k" [1, 2] : f32[2]
    %y = concat(%k, %l) {axis = 0} : f32[3]
    ${OUT}`;
  expect(violations(parsed(text))).toEqual(["ir/label: two different constants are labelled 'k'"]);
});

describe('a kernel that is pooled', () => {
  const POOL =
    '{ceil_mode = false, dilations = [1, 1], kernel = [2, 2], pads = [0, 0, 0, 0], strides = [2, 2]}';
  const kernel = (body: string): string => `
    input %x : f32[1,2,4,4]
    input %r : f32[1,2,2,2]
    %y = fused(%x, %r) : f32[1,2,2,2] {
      %i = instance_norm(%x) {epsilon = 1} : f32[1,2,4,4]
      ${body}
      yield %t
    }
    output "y" = %y`;

  test('has a tail before and one behind', () => {
    const body = `%s = relu(%i) : f32[1,2,4,4]
      %p = max_pool(%s) ${POOL} : f32[1,2,2,2]
      %t = add(%p, %r) : f32[1,2,2,2]`;
    expect(violations(parsed(kernel(body)))).toEqual([]);
  });

  test('is pooled whole, and then gone', () => {
    const body = `%s = relu(%i) : f32[1,2,4,4]
      %p = max_pool(%i) ${POOL} : f32[1,2,2,2]
      %q = add(%p, %r) : f32[1,2,2,2]
      %u = mul(%s, %i) : f32[1,2,4,4]
      %t = add(%q, %r) : f32[1,2,2,2]`;
    expect(violations(parsed(kernel(body)))).toEqual([
      'ir/kernel: %u = mul changes the shape of the root it is fused with',
      'ir/kernel: %p = max_pool does not pool what stands before it',
      'ir/kernel: %u = mul reads %s, which is pooled and nowhere in memory',
      'ir/kernel: %u = mul is not used in its kernel',
    ]);
  });

  test('is pooled once', () => {
    const body = `%p = max_pool(%i) ${POOL} : f32[1,2,2,2]
      %t = max_pool(%p) ${POOL.replace('strides = [2, 2]', 'strides = [1, 1]').replace('kernel = [2, 2]', 'kernel = [1, 1]')} : f32[1,2,2,2]`;
    expect(violations(parsed(kernel(body).replaceAll(', %r', '')))).toEqual([
      'ir/kernel: %t = max_pool begins a third stage of %y = fused',
    ]);
  });
});

describe('the bands of a kernel that is pooled', () => {
  const kernel = (root: string, bands: string): string => `
    input %x : f32[1,4,8,4]
    %w = constant @"w" : f32[4,4,1,1]
    %y = fused(%x, %w)${bands} : f32[1,4,4,2] {
      %c = ${root} : f32[1,4,8,4]
      %p = max_pool(%c) {ceil_mode = false, dilations = [1, 1], kernel = [2, 2], pads = [0, 0, 0, 0], strides = [2, 2]} : f32[1,4,4,2]
      yield %p
    }
    output "y" = %y`;
  const CONV =
    'conv2d(%x, %w) {dilations = [1, 1], groups = 1, pads = [0, 0, 0, 0], strides = [1, 1]}';

  test.each([
    ['divide the rows', CONV, ' in bands of 4', []],
    [
      'have whole windows',
      CONV,
      ' in bands of 1',
      ['ir/kernel: bands of 1 rows do not divide 8 rows into whole windows of 2'],
    ],
    [
      'are alike',
      CONV,
      ' in bands of 6',
      ['ir/kernel: bands of 6 rows do not divide 8 rows into whole windows of 2'],
    ],
    [
      'are said',
      CONV,
      '',
      ['ir/kernel: the kernel says in bands of how many rows %p = max_pool pools'],
    ],
  ] as const)('%s', (_, root, bands, expected) => {
    expect(violations(parsed(kernel(root, bands)))).toEqual(expected);
  });
});

describe('a kernel', () => {
  const kernel = (body: string, operands = '%x', type = 'f32[2,4]') => `${X}
    %y = fused(${operands}) : ${type} {
      ${body}
    }
    ${OUT}`;

  test('of a softmax and a sum is fine', () => {
    const body = `%s = softmax(%x) {axis = 1} : f32[2,4]
      %t = add(%s, %x) : f32[2,4]
      yield %t`;
    expect(violations(parsed(kernel(body)))).toEqual([]);
  });

  test.each([
    [
      'has an elementwise tail',
      kernel('%s = relu(%x) : f32[2,4]\n%t = softmax(%s) {axis = 1} : f32[2,4]\nyield %t'),
      ['ir/kernel: %t = softmax begins a second stage, but does not pool'],
    ],
    [
      'keeps the shape of its root',
      kernel(
        `%s = softmax(%k) {axis = 1} : f32[1,4]
         %t = add(%s, %x) : f32[2,4]
         yield %t`,
        '%k, %x',
      ).replace(X, `${X}\ninput %k : f32[1,4]`),
      ['ir/kernel: %t = add changes the shape of the root it is fused with'],
    ],
    [
      'reads itself in every op of its tail',
      kernel(
        '%s = relu(%x) : f32[2,4]\n%t = tanh(%x) : f32[2,4]\n%u = add(%s, %t) : f32[2,4]\nyield %u',
      ),
      ['ir/kernel: %t = tanh reads nothing of the kernel it is fused into'],
    ],
    [
      'uses all it computes',
      kernel(
        '%s = relu(%x) : f32[2,4]\n%t = tanh(%s) : f32[2,4]\n%u = relu(%s) : f32[2,4]\nyield %u',
      ),
      ['ir/kernel: %t = tanh is not used in its kernel'],
    ],
    [
      'gives the type of the node',
      kernel('%s = relu(%x) : f32[2,4]\nyield %s', '%x', 'f32[8]'),
      ['ir/kernel: %y = fused must give what its last op does: f32[2,4]'],
    ],
    [
      'is checked like any graph',
      kernel('%s = relu(%x) : f32[4,2]\nyield %s', '%x', 'f32[4,2]'),
      ['ir/type: %s is said to be f32[4,2], but the shape rule gives f32[2,4]'],
    ],
    [
      'has each operand once',
      kernel('%s = relu(%x) : f32[2,4]\nyield %s', '%x, %x'),
      ['ir/kernel: %y = fused has the same operand twice'],
    ],
    [
      'has no layouts inside',
      kernel('%s = relu(%x) : f32[2,4] rows/4\nyield %s'),
      ['ir/kernel: %s lies inside a kernel and must have no layout or offset'],
    ],
  ])('%s', (_, text, expected) => {
    expect(violations(parsed(text))).toEqual(expected);
  });

  const fused = parsed(kernel('%s = relu(%x) : f32[2,4]\nyield %s'));
  const [node] = fused.nodes;
  const withOperands = (inputs: readonly Value[]): Graph => {
    return { ...fused, nodes: [{ ...node, inputs }] };
  };

  test('has a tail of nothing but elementwise ops', () => {
    if (node.kind !== 'kernel') throw new Error('not a kernel');
    const [{ root }] = node.stages;
    const softmax: OpNode = { ...root, op: 'softmax', attributes: { axis: 1 } };
    const stages = [
      { root, tail: [{ ...softmax, inputs: root.outputs, outputs: node.outputs }] },
    ] as const;
    const outputs = [{ name: 'y', type: f32(2, 4) }];
    const graph = {
      ...fused,
      nodes: [{ ...node, stages, outputs }],
      outputs: [{ name: 'y', value: outputs[0] }],
    };
    expect(violations(graph)).toContain(
      'ir/kernel: %y = softmax stands in a tail, but is not elementwise',
    );
  });

  test('has a parameter for each operand, of its type', () => {
    expect(violations(withOperands([]))).toEqual([
      'ir/kernel: %y = fused has 1 parameters for 0 operands',
    ]);
    const other = { ...fused.inputs[0].value, type: f32(8) };
    expect(violations({ ...withOperands([other]), inputs: [{ value: other }] })).toEqual([
      'ir/kernel: parameter f32[2,4] of %y = fused stands for %x : f32[8]',
    ]);
  });
});

describe('layouts', () => {
  test.each([
    [
      'are given to all values',
      'input %x : f32[4] dense\n%y = relu(%x) : f32[4]\noutput "x" = %x\n%z = relu(%y) : f32[4] dense',
      ['ir/layout: %y has no layout, but other values have'],
    ],
    [
      'come before offsets',
      'input %x : f32[4] at 0\noutput "x" = %x',
      ['ir/layout: %x has an offset, but no layout'],
    ],
    [
      'of inputs are dense',
      'input %x : f32[2,3] rows/4\n%y = relayout(%x) : f32[2,3] dense\noutput "y" = %y',
      ['ir/layout: %x crosses the interface and must lie dense, but lies rows/4'],
    ],
    [
      'of outputs are dense',
      'input %x : f32[2,3] dense\n%y = relayout(%x) : f32[2,3] axes(1,0)\noutput "y" = %y',
      ['ir/layout: %y crosses the interface and must lie dense, but lies axes(1,0)'],
    ],
    [
      'are not for constants',
      'input %x : f32[4] dense\n%k = constant @"k" [1] : f32[1] dense\n%y = add(%x, %k) : f32[4] dense\noutput "y" = %y',
      ['ir/layout: %k is constant and must have no layout or offset'],
    ],
  ])('%s', (_, text, expected) => {
    expect(violations(parsed(text))).toEqual(expected);
  });

  test('order every axis once', () => {
    const value: Value = { name: 'x', type: f32(1, 1), layout: { order: [0, 0], pad: 1 } };
    const graph = {
      name: 'g',
      inputs: [{ value }],
      states: [],
      nodes: [],
      outputs: [{ name: 'y', value }],
    };
    expect(violations(graph)).toContain('ir/layout: axes(0,0) is no layout of %x');
  });
});

describe('the memory plan', () => {
  // 8 floats: 32 bytes each.
  const plan = (x: string, a: string, b: string, more = '') => `input %x : f32[8] dense at ${x}
    %a = softmax(%x) {axis = 0} : f32[8] dense at ${a}
    %b = relu(%a) : f32[8] dense at ${b}
    ${more}
    output "b" = %b`;

  test.each([
    ['may reuse what is dead, and overwrite in place', plan('0', '32', '32'), []],
    ['may put a result where a dead input was', plan('0', '32', '0'), []],
    [
      'keeps what is read apart from what is written',
      plan('0', '16', '64'),
      ['ir/memory: %x at 0..32 and %a at 16..48 overlap while both are live'],
    ],
    [
      'overwrites in place exactly',
      plan('0', '48', '64'),
      ['ir/memory: %a at 48..80 and %b at 64..96 overlap while both are live'],
    ],
    [
      'does not overwrite what is read later',
      plan('0', '32', '32', '%c = tanh(%a) : f32[8] dense at 64'),
      ['ir/memory: %a at 32..64 and %b at 32..64 overlap while both are live'],
    ],
    [
      'does not overwrite in a kernel that reads other places',
      plan('0', '0', '32'),
      ['ir/memory: %x at 0..32 and %a at 0..32 overlap while both are live'],
    ],
    ['is aligned', plan('0', '40', '40'), ['no multiple of 16', 'no multiple of 16']],
    [
      'is inside 32-bit addresses',
      plan('0', '4294967280', '32'),
      ['%a at 4294967280..4294967312 ends behind 4 GiB'],
    ],
    [
      'has a place for every value',
      plan('0', '32', '32').replace('dense at 32\n    %b', 'dense\n    %b'),
      ['ir/memory: %a has no offset, but other values have'],
    ],
  ])('%s', (_, text, expected) => {
    const found = violations(parsed(text));
    expect(found).toHaveLength(expected.length);
    for (const [index, part] of expected.entries()) expect(found[index]).toContain(part);
  });

  test('outputs live to the end', () => {
    const text = plan('0', '32', '0', '%c = softmax(%b) {axis = 0} : f32[8] dense at 32').replace(
      'output "b" = %b',
      'output "a" = %a\noutput "c" = %c',
    );
    expect(violations(parsed(text))).toEqual([
      'ir/memory: %a at 32..64 and %c at 32..64 overlap while both are live',
    ]);
  });

  test('a view shares memory with what it shows, and protects it', () => {
    const viewed = (end: string) => `input %x : f32[8] dense at 0
      %v = reshape(%x) {shape = [2, 4]} : f32[2,4] dense at 0
      %t = softmax(%x) {axis = 0} : f32[8] dense at ${end}
      output "v" = %v
      output "t" = %t`;
    expect(violations(parsed(viewed('32')))).toEqual([]);
    expect(violations(parsed(viewed('16')))).not.toEqual([]);
  });

  // Two pixels of eight channels: a has the first four of each, b the others.
  const joined = (a: string, b: string, last = 'at 0') => `input %x : f32[2,4] dense at 64
    %a = softmax(%x) {axis = 1} : f32[2,4] rows/4 pitch 8 at ${a}
    %b = tanh(%x) : f32[2,4] rows/4 pitch 8 at ${b}
    %y = concat(%a, %b) {axis = 1} : f32[2,8] dense ${last}
    output "y" = %y`;

  test('parts of a concatenation lie inside of it, between each other', () => {
    expect(violations(parsed(joined('0', '16').replace('dense at 0', 'rows/4 at 0')))).toEqual([]);
  });

  test.each([
    ['in the place of another', '16', '0', '%a at 16..64 and %b at 0..48'],
    ['in one place', '0', '0', '%a at 0..48 and %b at 0..48'],
  ])('but not %s', (_, a, b, pair) => {
    const text = joined(a, b).replace('dense at 0', 'rows/4 at 0');
    expect(violations(parsed(text))).toContain(`ir/memory: ${pair} overlap while both are live`);
  });

  test('a view that shows other memory than its operand must be a copy elsewhere', () => {
    const text = `input %x : f32[2,4] dense at 0
      %t = relayout(%x) : f32[2,4] axes(1,0) at 32
      %v = reshape(%t) {shape = [8]} : f32[8] dense at 32
      output "v" = %v`;
    expect(violations(parsed(text))).toEqual([
      'ir/memory: %t at 32..64 and %v at 32..64 overlap while both are live',
    ]);
  });
});

test('violations point at the text of the node', () => {
  const text = `${X}\n%y = relu(%x) : f32[4,2]\n${OUT}`;
  const [{ primary }] = verifyGraph(parsed(text));
  const whole = `graph g {\n${text}\n}`;
  expect(whole.slice(primary?.span.start, primary?.span.end)).toBe('%y = relu(%x) : f32[4,2]');
});
