import { describe, expect, test } from 'vitest';
import { computingNodes } from '../../compiler/ir/computing-nodes.js';
import { interpret } from '../../compiler/interpreter/interpret.js';
import type { Graph } from '../../compiler/ir/graph.js';
import { nodeWord } from '../../compiler/ir/kernel.js';
import { printGraph } from '../../compiler/ir/print.js';
import { verifyGraph } from '../../compiler/ir/verify.js';
import { assignLayouts } from '../../compiler/passes/assign-layouts.js';
import { placeConcat } from '../../compiler/passes/place-concat.js';
import { memoryReport, planMemory } from '../../compiler/passes/plan-memory.js';
import { expectClose } from '../support/close.js';
import { graphOf, randomInputs } from '../support/graph-text.js';
import { runProgramWasm } from '../support/run-program.js';
import { describeWebGpu } from '../support/webgpu.js';
import { WgslRunner } from '../support/wgsl-runner.js';
import { generateProgram } from '../support/usual-machines.js';

/** The graph of `text`, laid out. */
function laidOut(text: string): Graph {
  return assignLayouts(graphOf(text));
}

/** `%a f32[1,4,2,2] nhwc/4 pitch 8` of every value that the pass let lie in another. */
function parts(text: string): string[] {
  const graph = placeConcat(laidOut(text));
  expect(verifyGraph(graph)).toEqual([]);
  return Array.from(
    printGraph(graph).matchAll(/(%\S+) = .* : .* (pitch \d+)/g),
    ([, name, pitch]) => `${name} ${pitch}`,
  );
}

/** Two kernels' results, joined and read on. */
const TWO = `input %x : f32[1,4,2,3]
  %a = softmax(%x) {axis = 1} : f32[1,4,2,3]
  %b = tanh(%x) : f32[1,4,2,3]
  %joined = concat(%a, %b) {axis = 1} : f32[1,8,2,3]
  %y = softmax(%joined) {axis = 1} : f32[1,8,2,3]
  output "y" = %y`;

test('operands get the rows of the result', () => {
  expect(`\n${printGraph(placeConcat(laidOut(TWO)))}`).toMatchInlineSnapshot(`
    "
    graph g {
      input %x : f32[1,4,2,3] dense
      %x.padded = relayout(%x) : f32[1,4,2,3] nhwc/4
      %a = softmax(%x.padded) {axis = 1} : f32[1,4,2,3] nhwc/4 pitch 8
      %b = tanh(%x.padded) : f32[1,4,2,3] nhwc/4 pitch 8
      %joined = concat(%a, %b) {axis = 1} : f32[1,8,2,3] nhwc/4
      %y = softmax(%joined) {axis = 1} : f32[1,8,2,3] nhwc/4
      %y.dense = relayout(%y) : f32[1,8,2,3] dense
      output "y" = %y.dense
    }
    "
  `);
});

test('and lie inside of it, behind one another', () => {
  const graph = planMemory(placeConcat(laidOut(TWO)));
  expect(verifyGraph(graph)).toEqual([]);
  const { buffers } = memoryReport(graph);
  const joint = buffers.find(({ contents }) => contents.length > 1);
  // 6 pixels of 8 channels; b begins with the fifth.
  expect(joint?.bytes).toBe(6 * 8 * 4);
  expect(joint?.contents.map(({ value, start }) => [value.name, start])).toEqual([
    ['a', 0],
    ['b', 16],
    ['joined', 0],
  ]);
  expect(computingNodes(graph).map(nodeWord)).not.toContain('concat');
});

describe('fires', () => {
  test('for the last operand with any number of channels', () => {
    const text = TWO.replaceAll('f32[1,8,', 'f32[1,7,').replace(
      '%b = tanh(%x) : f32[1,4,',
      '%z = slice(%x) {axes = [1], starts = [0], lengths = [3], steps = [1]} : f32[1,3,2,3]\n  %b = tanh(%z) : f32[1,3,',
    );
    expect(parts(text)).toEqual(['%a pitch 8', '%b pitch 8']);
  });

  test('for parts of parts, which take over the outermost pitch', () => {
    const text = TWO.replace(
      '%y = softmax(%joined)',
      `%c = exp(%x) : f32[1,4,2,3]
      %all = concat(%c, %joined) {axis = 1} : f32[1,12,2,3]
      %y = softmax(%all)`,
    ).replace('{axis = 1} : f32[1,8,2,3]\n  output', '{axis = 1} : f32[1,12,2,3]\n  output');
    expect(parts(text)).toEqual(['%a pitch 12', '%b pitch 12', '%joined pitch 12', '%c pitch 12']);
  });

  test('for an operand that others read too', () => {
    const text = TWO.replace(
      'output "y" = %y',
      `%again = global_max_pool(%b) : f32[1,4,1,1]
      output "y" = %y
      output "again" = %again`,
    );
    expect(parts(text)).toEqual(['%a pitch 8', '%b pitch 8']);
  });

  test('along the slowest axis, whose parts are whole rows', () => {
    const text = `input %x : f32[1,6]
      %a = softmax(%x) {axis = 1} : f32[1,6]
      %b = tanh(%x) : f32[1,6]
      %joined = concat(%a, %b, %a) {axis = 0} : f32[3,6]
      %y = softmax(%joined) {axis = 0} : f32[3,6]
      output "y" = %y`;
    // The third part is the first again, and copied.
    expect(parts(text)).toEqual(['%a pitch 8', '%b pitch 8']);
  });
});

describe('does not fire', () => {
  test('where stores of whole vectors would run into the next part', () => {
    const text = TWO.replaceAll('[1,4,2,3]', '[1,3,2,3]').replaceAll('[1,8,2,3]', '[1,6,2,3]');
    expect(parts(text)).toEqual([]);
  });

  test('for what the interface or the weights hold', () => {
    const text = `input %x : f32[1,4]
      %w = constant @"w" : f32[1,4]
      %joined = concat(%x, %w) {axis = 1} : f32[1,8]
      output "y" = %joined`;
    expect(parts(text)).toEqual([]);
    const output = TWO.replaceAll(',2,3]', ',1,1]').replace('output', 'output "a" = %a\n  output');
    expect(parts(output)).toEqual(['%b pitch 8']);
  });

  test('for the second of two equal operands', () => {
    const text = TWO.replace('concat(%a, %b)', 'concat(%a, %a)').replace(
      '%b = tanh',
      '%unused = tanh',
    );
    expect(placeConcat(laidOut(text)).nodes.flatMap(({ outputs }) => outputs)).toSatisfy(
      (values: Graph['nodes'][number]['outputs']) =>
        values.filter(({ layout }) => layout?.pitch !== undefined).length === 1,
    );
  });

  test('for what a view shows without a copy', () => {
    const text = TWO.replaceAll(',2,3]', ',1,1]').replace(
      'output "y" = %y',
      `%flat = flatten(%a) {axis = 1} : f32[1,4]
      output "flat" = %flat
      output "y" = %y`,
    );
    expect(parts(text)).toEqual(['%b pitch 8']);
  });

  test('between pictures of a batch joined along their rows', () => {
    const text = TWO.replaceAll('f32[1,', 'f32[2,')
      .replace(
        'concat(%a, %b) {axis = 1} : f32[2,8,2,3]',
        'concat(%a, %b) {axis = 2} : f32[2,4,4,3]',
      )
      .replace('{axis = 1} : f32[2,8,2,3]', '{axis = 1} : f32[2,4,4,3]');
    expect(parts(text)).toEqual([]);
  });

  test('where the joint buffer would make the arena larger', () => {
    // Small waits for a part four times its size while the picture in between is at its largest.
    const text = `input %x : f32[1,4,8,8]
      %small = tanh(%x) : f32[1,4,8,8]
      %large = resize(%x) {factors = [4, 1, 4, 1], mode = "nearest", coordinates = "asymmetric", rounding = "floor", cubic = 0} : f32[1,4,32,32]
      %pooled = max_pool(%large) {kernel = [4, 4], strides = [4, 4], dilations = [1, 1], pads = [0, 0, 0, 0], ceil_mode = false} : f32[1,4,8,8]
      %w = constant @"w" : f32[16,4,1,1]
      %wide = conv2d(%pooled, %w) {strides = [1, 1], dilations = [1, 1], pads = [0, 0, 0, 0], groups = 1} : f32[1,16,8,8]
      %joined = concat(%small, %wide) {axis = 1} : f32[1,20,8,8]
      %y = softmax(%joined) {axis = 1} : f32[1,20,8,8]
      output "y" = %y`;
    const apart = memoryReport(planMemory(laidOut(text)));
    const joint = memoryReport(planMemory(placeConcat(laidOut(text))));
    expect(parts(text)).toEqual(['%wide pitch 20']);
    expect(joint.lowerBound).toBeLessThanOrEqual(apart.lowerBound);
  });
});

/** Parts with and without gaps, read by kernels that fuse pixels, slide windows and take channels. */
const READ_ON = `input %x : f32[2,5,6,7]
  %w = constant @"w" : f32[12,5,3,3]
  %a = conv2d(%x, %w) {strides = [1, 1], dilations = [1, 1], pads = [1, 1, 1, 1], groups = 1} : f32[2,12,6,7]
  %b = max_pool(%x) {kernel = [3, 3], strides = [1, 1], dilations = [1, 1], pads = [1, 1, 1, 1], ceil_mode = false} : f32[2,5,6,7]
  %inner = concat(%a, %b) {axis = 1} : f32[2,17,6,7]
  %c = tanh(%a) : f32[2,12,6,7]
  %joined = concat(%c, %inner, %c, %x) {axis = 1} : f32[2,46,6,7]
  %v = constant @"v" : f32[9,46,1,1]
  %y = conv2d(%joined, %v) {strides = [1, 1], dilations = [1, 1], pads = [0, 0, 0, 0], groups = 1} : f32[2,9,6,7]
  %u = constant @"u" : f32[8,17,1,1]
  %z = conv2d(%inner, %u) {strides = [1, 1], dilations = [1, 1], pads = [0, 0, 0, 0], groups = 1} : f32[2,8,6,7]
  %p = global_avg_pool(%a) : f32[2,12,1,1]
  output "y" = %y
  output "z" = %z
  output "p" = %p`;

describe('kernels that write and read parts compute the same', () => {
  test('in WebAssembly', async () => {
    const graph = graphOf(READ_ON);
    const inputs = randomInputs(graph);
    const planned = planMemory(placeConcat(assignLayouts(graph)));
    expect(verifyGraph(planned)).toEqual([]);
    const program = await generateProgram({ wasm: planned });
    const actual = await runProgramWasm(program, { x: inputs.x.data });
    for (const [name, tensor] of Object.entries(interpret(graph, inputs))) {
      expectClose({ shape: tensor.shape, data: actual[name] }, tensor, name);
    }
  });
});

await describeWebGpu('kernels that write and read parts', () => {
  test('compute the same in WGSL', async () => {
    const graph = graphOf(READ_ON);
    const inputs = randomInputs(graph);
    const planned = planMemory(placeConcat(assignLayouts(graph)));
    const program = await generateProgram({ webgpu: planned });
    const actual = await (await WgslRunner.create()).run(program, inputs);
    for (const [name, tensor] of Object.entries(interpret(graph, inputs))) {
      expectClose(actual[name], tensor, name);
    }
  });
});
