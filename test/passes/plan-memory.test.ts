import { describe, expect, test } from 'vitest';
import type { Graph } from '../../compiler/ir/graph.js';
import { isOp } from '../../compiler/ir/rewrite.js';
import { verifyGraph } from '../../compiler/ir/verify.js';
import { assignLayouts } from '../../compiler/passes/assign-layouts.js';
import { assignWorkspaces } from '../../compiler/passes/assign-workspaces.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { memoryReport, planMemory } from '../../compiler/passes/plan-memory.js';
import { graphOf } from '../support/graph-text.js';

function planned(text: string): Graph {
  const graph = planMemory(assignWorkspaces(assignLayouts(graphOf(text))));
  expect(verifyGraph(graph)).toEqual([]);
  return graph;
}

/** `name: first-last bytes`, in the order of the arena. */
function map(graph: Graph): string[] {
  return memoryReport(graph).buffers.map(
    ({ contents, firstUse, lastUse, bytes }) =>
      `${contents.map(({ value }) => value.name).join(' ')}: ${firstUse} to ${lastUse}, ${bytes} bytes`,
  );
}

describe('in place', () => {
  test('a chain of elementwise kernels runs in one buffer', () => {
    const graph = planned(`input %x : f32[1,8]
      %a = relu(%x) : f32[1,8]
      %b = tanh(%a) : f32[1,8]
      output "b" = %b`);
    // 8 floats; from before the first node (−1) to behind the last (2).
    expect(map(graph)).toEqual(['x a b: -1 to 2, 32 bytes']);
    expect(memoryReport(graph).arenaBytes).toBe(32);
  });

  test('a kernel that reads other places does not', () => {
    const graph = planned(`input %x : f32[1,8]
      %a = softmax(%x) {axis = 1} : f32[1,8]
      output "a" = %a`);
    expect(memoryReport(graph)).toMatchObject({ arenaBytes: 64, lowerBound: 64 });
  });

  test('a kernel that reads other places in its first stages only ends in place', () => {
    const text = `input %x : f32[1,4,8,8]
      %a = relu(%x) : f32[1,4,8,8]
      %b = fused(%a, %x) : f32[1,4,8,8] {
        %n = instance_norm(%a) {epsilon = 1} : f32[1,4,8,8]
        %b = add(%n, %x) : f32[1,4,8,8]
        yield %b
      }
      output "b" = %b`;
    const graph = planned(text);
    const place = (name: string): string | undefined =>
      map(graph).find((buffer) => buffer.split(': ')[0].split(' ').includes(name));
    expect(place('a')).toBe(place('b'));
    // A GPU has no stages for it, and reads all places until the end.
    const buffers = memoryReport(runPipeline(graphOf(text), { target: 'webgpu' })).buffers.map(
      ({ contents }) => contents.map(({ value }) => value.name),
    );
    expect(buffers).toContainEqual(['a']);
  });

  test('not over an operand that is needed later', () => {
    const graph = planned(`input %x : f32[1,8]
      %a = softmax(%x) {axis = 1} : f32[1,8]
      %b = tanh(%a) : f32[1,8]
      %c = softmax(%b) {axis = 1} : f32[1,8]
      %d = add(%c, %a) : f32[1,8]
      output "d" = %d`);
    // a, b and c are live at c: 3 · 32 bytes; d then takes c's or a's place.
    expect(memoryReport(graph)).toMatchObject({ arenaBytes: 96, lowerBound: 96 });
  });

  test('not over an output', () => {
    const graph = planned(`input %x : f32[1,8]
      %a = softmax(%x) {axis = 1} : f32[1,8]
      %b = tanh(%a) : f32[1,8]
      output "a" = %a
      output "b" = %b`);
    expect(map(graph).filter((line) => line.includes(' to 2'))).toHaveLength(2);
  });

  test('not over an operand that broadcasts, which is read again for other elements', () => {
    const graph = planned(`input %x : f32[1,8]
      input %z : f32[4,8]
      %b = add(%x, %z) : f32[4,8]
      output "b" = %b`);
    expect(map(graph)).toContain('x: -1 to 0, 32 bytes');
    expect(map(graph)).toContain('z b: -1 to 1, 128 bytes');
  });

  test('not when the kernel also reads the operand in another shape, through a view', () => {
    const graph = planned(`input %x : f32[1,4]
      %a = softmax(%x) {axis = 1} : f32[1,4]
      %v = reshape(%a) {shape = [4]} : f32[4]
      %s = add(%v, %a) : f32[1,4]
      output "s" = %s`);
    expect(map(graph)).toContain('a v: 0 to 2, 16 bytes');
  });
});

describe('views', () => {
  test('share the buffer of what they look at, which lives as long as they do', () => {
    const graph = planned(`input %x : f32[1,3,2,2]
      %p = global_avg_pool(%x) : f32[1,3,1,1]
      %f = flatten(%p) {axis = 1} : f32[1,3]
      %q = global_max_pool(%x) : f32[1,3,1,1]
      output "f" = %f
      output "q" = %q`);
    // Node 0 is the relayout of x, 1 is p, 2 is f, 3 is q; outputs live to behind the last.
    expect(map(graph)).toContain('p f: 1 to 4, 16 bytes');
  });

  test('that reorder memory are copies', () => {
    const graph = planned(`input %x : f32[1,4,2,2]
      %a = softmax(%x) {axis = 1} : f32[1,4,2,2]
      %f = flatten(%a) {axis = 1} : f32[1,16]
      output "f" = %f`);
    const [, , view] = graph.nodes;
    expect(isOp(view, 'flatten')).toBe(true);
    expect(view.outputs[0].offset).not.toBe(view.inputs[0].offset);
  });
});

test('buffers are whole vectors', () => {
  // 3 numbers of 4 bytes, and one: 16 bytes each.
  const graph = planned(`input %x : f32[3]
    input %k : f32[]
    %y = softmax(%x) {axis = 0} : f32[3]
    %z = add(%y, %k) : f32[3]
    output "z" = %z`);
  expect(memoryReport(graph).buffers.map(({ bytes }) => bytes)).toEqual([16, 16, 16]);
});

test('a report needs a plan', () => {
  const graph = graphOf('input %x : f32[2]\n%y = relu(%x) : f32[2]\noutput "y" = %y');
  expect(() => memoryReport(graph)).toThrow('%x has no offset: plan-memory has not run');
});
