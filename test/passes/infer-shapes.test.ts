import { expect, test } from 'vitest';
import { DiagnosticError } from '../../compiler/diagnostics/diagnostic.js';
import { printGraph } from '../../compiler/ir/print.js';
import { verifyGraph } from '../../compiler/ir/verify.js';
import { inferShapes } from '../../compiler/passes/infer-shapes.js';
import { expectUntouched, parsed } from '../support/graph-text.js';

test('derives every type anew', () => {
  // As if the input had been [1,4] when the graph was written.
  const stale = parsed(`input %x : f32[2,8]
    %a = relu(%x) : f32[1,4]
    %b = flatten(%a) {axis = 0} : f32[4]
    output "b" = %b`);
  const graph = inferShapes(stale);
  expect(verifyGraph(graph)).toEqual([]);
  expect(printGraph(graph)).toBe(`graph g {
  input %x : f32[2,8]
  %a = relu(%x) : f32[2,8]
  %b = flatten(%a) {axis = 0} : f32[16]
  output "b" = %b
}
`);
});

test('leaves a well-typed graph alone', () => {
  expectUntouched(inferShapes, 'input %x : f32[2]\n%y = relu(%x) : f32[2]\noutput "y" = %y');
});

test('points at the node whose operands do not fit', () => {
  const graph = parsed(
    'input %x : f32[2]\n%y = reshape(%x) {shape = [3]} : f32[3]\noutput "y" = %y',
  );
  try {
    inferShapes(graph);
    expect.fail('a reshape of 2 elements into 3 was accepted');
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const [diagnostic] = error.diagnostics;
    expect(diagnostic.code).toBe('shape/shape');
    expect(diagnostic.title).toContain('[3]');
    expect(diagnostic.primary?.span).toEqual(graph.nodes[0].span);
  }
});
