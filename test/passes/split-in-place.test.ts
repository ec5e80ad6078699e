import { describe, expect, test } from 'vitest';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { computingNodes } from '../../compiler/ir/computing-nodes.js';
import type { Graph } from '../../compiler/ir/graph.js';
import { verifyGraph } from '../../compiler/ir/verify.js';
import { memoryReport } from '../../compiler/passes/plan-memory.js';
import { replaceValues } from '../../compiler/passes/memory/replace-values.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { expectClose } from '../support/close.js';
import { graphOf, randomInputs } from '../support/graph-text.js';
import { runProgramWasm } from '../support/run-program.js';
import { generateProgram } from '../support/usual-machines.js';

/** What has a kernel. */
function kernels(graph: Graph): string[] {
  return computingNodes(graph).map((node) => node.outputs.map(({ name }) => name).join());
}

/** Through all passes, verified; holds what one core computes to the interpreter. */
async function planned(text: string): Promise<Graph> {
  const source = graphOf(text);
  const graph = runPipeline(source, { verify: true });
  const inputs = randomInputs(source);
  const program = await generateProgram({ wasm: graph });
  const data = Object.fromEntries(
    Object.entries(inputs).map(([name, tensor]) => [name, tensor.data as Float32Array]),
  );
  const actual = await runProgramWasm(program, data);
  for (const [name, tensor] of Object.entries(interpret(source, inputs))) {
    expectClose({ shape: tensor.shape, data: actual[name] }, tensor, name);
  }
  return graph;
}

describe('a split into whole vectors of channels', () => {
  const SHUFFLE = `input %x : f32[1,16,4,4]
    %s = softmax(%x) {axis = 1} : f32[1,16,4,4]
    %a, %b = split(%s) {axis = 1, sizes = [8, 8]} : f32[1,8,4,4], f32[1,8,4,4]
    %p = softmax(%a) {axis = 1} : f32[1,8,4,4]
    %y = concat(%b, %p, %a) {axis = 1} : f32[1,24,4,4]
    output "y" = %y`;

  test('has no kernel: its parts lie in what is split, as far apart as its rows', async () => {
    const graph = await planned(SHUFFLE);
    expect(kernels(graph)).not.toContain('a,b');
    const [whole, a, b] = ['s', 'a', 'b'].map((name) =>
      graph.nodes.flatMap(({ outputs }) => outputs).find((value) => value.name === name),
    );
    expect(a?.offset).toBe(whole?.offset);
    expect(b?.offset).toBe((whole?.offset ?? 0) + 32);
    expect(b?.layout).toEqual({ order: [0, 2, 3, 1], pad: 4, pitch: 16 });
  });

  test('and a part in another place is a violation', async () => {
    const graph = await planned(SHUFFLE);
    const b = graph.nodes.flatMap(({ outputs }) => outputs).find(({ name }) => name === 'b');
    const elsewhere = b && { ...b, offset: 4096 };
    const moved = replaceValues(graph, (value) => (value === b ? (elsewhere ?? value) : value));
    const [first] = verifyGraph(moved).map(({ title }) => title);
    expect(first).toMatch(/^%b at \d+\.\.\d+ lies at \d+ in %s at /);
  });

  test('keeps what is split as long as any part is used', async () => {
    const graph = await planned(`input %x : f32[1,8,4,4]
      %s = softmax(%x) {axis = 1} : f32[1,8,4,4]
      %a, %b = split(%s) {axis = 1, sizes = [4, 4]} : f32[1,4,4,4], f32[1,4,4,4]
      %p = softmax(%b) {axis = 1} : f32[1,4,4,4]
      %q = softmax(%p) {axis = 1} : f32[1,4,4,4]
      %y = add(%q, %a) : f32[1,4,4,4]
      output "y" = %y`);
    const buffer = memoryReport(graph).buffers.find(({ contents }) =>
      contents.some(({ value }) => value.name === 's'),
    );
    const names = buffer?.contents.map(({ value }) => value.name);
    expect(names).toEqual(expect.arrayContaining(['s', 'a', 'b']));
    const reader = graph.nodes.findIndex((node) => node.inputs.some(({ name }) => name === 'a'));
    expect(buffer?.lastUse).toBe(reader);
  });

  test('of a view lies in what the view shows', async () => {
    const graph = await planned(`input %x : f32[1,16]
      %s = softmax(%x) {axis = 1} : f32[1,16]
      %v = reshape(%s) {shape = [16]} : f32[16]
      %a, %b = split(%v) {axis = 0, sizes = [8, 8]} : f32[8], f32[8]
      %c = softmax(%b) {axis = 0} : f32[8]
      %y = add(%a, %c) : f32[8]
      output "y" = %y`);
    expect(kernels(graph)).toEqual(['s', 'y']);
  });

  test('of a part lies in the whole', async () => {
    const graph = await planned(`input %x : f32[1,16,2,2]
      %s = softmax(%x) {axis = 1} : f32[1,16,2,2]
      %a, %b = split(%s) {axis = 1, sizes = [8, 8]} : f32[1,8,2,2], f32[1,8,2,2]
      %c, %d = split(%b) {axis = 1, sizes = [4, 4]} : f32[1,4,2,2], f32[1,4,2,2]
      %m = softmax(%c) {axis = 1} : f32[1,4,2,2]
      %n = softmax(%d) {axis = 1} : f32[1,4,2,2]
      %y = concat(%n, %a, %m) {axis = 1} : f32[1,16,2,2]
      output "y" = %y`);
    expect(kernels(graph)).not.toContain('a,b');
    expect(kernels(graph)).not.toContain('c,d');
  });
});

test('a split along rows of one picture has no kernel, that of several pictures has', async () => {
  const text = (batch: number): string => `input %x : f32[${batch},5,4,3]
    %s = softmax(%x) {axis = 1} : f32[${batch},5,4,3]
    %a, %b = split(%s) {axis = 2, sizes = [2, 2]} : f32[${batch},5,2,3], f32[${batch},5,2,3]
    %p = softmax(%a) {axis = 1} : f32[${batch},5,2,3]
    %y = add(%p, %b) : f32[${batch},5,2,3]
    output "y" = %y`;
  expect(kernels(await planned(text(1)))).not.toContain('a,b');
  expect(kernels(await planned(text(2)))).toContain('a,b');
});

test('parts that do not begin with a vector are copied, one kernel for all', async () => {
  const graph = await planned(`input %x : f32[1,6,4,4]
    %s = softmax(%x) {axis = 1} : f32[1,6,4,4]
    %a, %b = split(%s) {axis = 1, sizes = [2, 4]} : f32[1,2,4,4], f32[1,4,4,4]
    %p = softmax(%a) {axis = 1} : f32[1,2,4,4]
    %y = concat(%b, %p) {axis = 1} : f32[1,6,4,4]
    output "y" = %y`);
  expect(kernels(graph)).toContain('a,b');
});
