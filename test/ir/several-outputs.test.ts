import { describe, expect, test } from 'vitest';
import { interpret } from '../../compiler/interpreter/interpret.js';
import type { Graph } from '../../compiler/ir/graph.js';
import { lifetimes } from '../../compiler/ir/memory/lifetimes.js';
import { printGraph } from '../../compiler/ir/print.js';
import { constantOf } from '../../compiler/ir/rewrite.js';
import { tensor } from '../../compiler/ir/tensor.js';
import { verifyGraph } from '../../compiler/ir/verify.js';
import { eliminateCommonSubexpressions } from '../../compiler/passes/eliminate-common-subexpressions.js';
import { eliminateDeadCode } from '../../compiler/passes/eliminate-dead-code.js';
import { foldConstants } from '../../compiler/passes/fold-constants.js';
import { memoryReport } from '../../compiler/passes/plan-memory.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { graphOf, parsed } from '../support/graph-text.js';

const BOTH = `input %x : f32[2,4]
  %e, %p = top_k(%x) {k = 2, axis = 1} : f32[2,2], i32[2,2]
  output "e" = %e
  output "p" = %p`;

function opsOfGraph({ nodes }: Graph): string[] {
  return nodes.map((node) => (node.kind === 'op' ? node.op : 'kernel'));
}

test('the text names every output of a node, and reading it back gives the same', () => {
  const text = printGraph(graphOf(BOTH));
  expect(text).toContain('%e, %p = top_k(%x) {axis = 1, k = 2} : f32[2,2], i32[2,2]');
  expect(printGraph(graphOf(BOTH))).toBe(text);
});

test('the interpreter gives each output its own values', () => {
  const x = tensor([2, 4], [1, 4, 3, 4, 0, -1, -2, -1]);
  const { e, p } = interpret(graphOf(BOTH), { x });
  expect([...e.data]).toEqual([4, 4, 0, -1]);
  expect([...p.data]).toEqual([1, 3, 0, 1]);
});

describe('the verifier', () => {
  test('counts the outputs', () => {
    const graph = parsed(`input %x : f32[4]
      %e = top_k(%x) {k = 2, axis = 0} : f32[2]
      output "e" = %e`);
    expect(verifyGraph(graph).map(({ title }) => title)).toEqual([
      'top_k gives 2 results, but the node has 1',
    ]);
  });

  test('holds each to its own type', () => {
    const graph = parsed(`input %x : f32[4]
      %e, %p = top_k(%x) {k = 2, axis = 0} : f32[2], i32[3]
      output "p" = %p`);
    expect(verifyGraph(graph).map(({ title }) => title)).toEqual([
      '%p is said to be i32[3], but the shape rule gives i32[2]',
    ]);
  });

  test('allows no tail behind several of them', () => {
    const graph = parsed(`input %x : f32[4]
      %y = fused(%x) : f32[2] {
        %e, %p = top_k(%x) {k = 2, axis = 0} : f32[2], i32[2]
        %y = relu(%e) : f32[2]
        yield %y
      }
      output "y" = %y`);
    expect(verifyGraph(graph).map(({ title }) => title)).toEqual([
      '%e, %p = top_k has several outputs, of which none can have a tail',
    ]);
  });
});

test('a node of which any output is used stays, and one of which none is goes', () => {
  const text = (used: string): Graph =>
    graphOf(`input %x : f32[4]
      %e, %p = top_k(%x) {k = 2, axis = 0} : f32[2], i32[2]
      output "y" = ${used}`);
  expect(opsOfGraph(eliminateDeadCode(text('%e')))).toEqual(['top_k']);
  expect(opsOfGraph(eliminateDeadCode(text('%p')))).toEqual(['top_k']);
  expect(opsOfGraph(eliminateDeadCode(text('%x')))).toEqual([]);
});

test('equal nodes become one, output by output', () => {
  const graph = graphOf(`input %x : f32[4]
    %a, %b = top_k(%x) {k = 2, axis = 0} : f32[2], i32[2]
    %c, %d = top_k(%x) {k = 2, axis = 0} : f32[2], i32[2]
    %y = gather(%a, %d) {axis = 0} : f32[2]
    output "y" = %y
    output "c" = %c`);
  const text = printGraph(eliminateCommonSubexpressions(graph));
  expect(text).toContain('gather(%a, %b)');
  expect(text).toContain('output "c" = %a');
});

test('a constant for each output of a node whose operands are constant', () => {
  const graph = foldConstants(
    graphOf(`%x = constant @"x" [5, 7, 6] : f32[3]
      %e, %p = top_k(%x) {k = 2, axis = 0} : f32[2], i32[2]
      output "e" = %e
      output "p" = %p`),
  );
  expect(graph.nodes.map((node) => [...(constantOf(node)?.read() ?? [])])).toEqual([
    [7, 6],
    [1, 2],
  ]);
  const labels = graph.nodes.map((node) => constantOf(node)?.label);
  expect(new Set(labels).size).toBe(2);
});

test('an output that nobody uses has memory only while its node runs', () => {
  const graph = runPipeline(
    graphOf(`input %x : f32[1,64]
      %e, %p = top_k(%x) {k = 32, axis = 1} : f32[1,32], i32[1,32]
      %r = softmax(%e) {axis = 1} : f32[1,32]
      %y = softmax(%r) {axis = 1} : f32[1,32]
      output "y" = %y`),
    { verify: true },
  );
  const unused = graph.nodes[0].outputs[1];
  expect(lifetimes(graph).get(unused)).toEqual({ firstUse: 0, lastUse: 0 });
  const { arenaBytes, lowerBound } = memoryReport(graph);
  expect(arenaBytes).toBe(lowerBound);
});
