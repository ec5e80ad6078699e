import { expect, test } from 'vitest';
import { fail } from '../../compiler/diagnostics/diagnostic.js';
import { GraphBuilder } from '../../compiler/ir/builder.js';
import type { ConstantData } from '../../compiler/ir/graph.js';
import { printGraph } from '../../compiler/ir/print.js';
import { constantOf } from '../../compiler/ir/rewrite.js';
import { f32 } from '../../compiler/ir/types.js';
import { foldConstants } from '../../compiler/passes/fold-constants.js';
import { expectUntouched, rewritten } from '../support/graph-text.js';

test('what depends on constants alone is constant, through any number of ops', () => {
  expect(
    rewritten(
      foldConstants,
      `input %x : f32[2,2]
       %a = constant @"a" [1, -2, 3, 4] : f32[2,2]
       %t = transpose(%a) {permutation = [1, 0]} : f32[2,2]
       %r = relu(%t) : f32[2,2]
       %y = add(%x, %r) : f32[2,2]
       output "y" = %y`,
    ),
  ).toMatchInlineSnapshot(`
    "
    graph g {
      input %x : f32[2,2]
      %r = constant @"relu(transpose(a) {permutation = [1, 0]})" [1, 3, 0, 4] : f32[2,2]
      %y = add(%x, %r) : f32[2,2]
      output "y" = %y
    }
    "
  `);
});

test('also where it is an output', () => {
  const result = rewritten(
    foldConstants,
    `%a = constant @"a" [1, 2] : f32[2]
     %s = add(%a, %a) : f32[2]
     output "s" = %s`,
  );
  expect(result).toContain('%s = constant @"add(a, a)" [2, 4] : f32[2]');
});

test('an op that reads an input is left alone', () => {
  expectUntouched(
    foldConstants,
    `input %x : f32[2]
     %a = constant @"a" [1, 2] : f32[2]
     %s = add(%x, %a) : f32[2]
     output "s" = %s`,
  );
});

/** A parameter that counts how often it is read, or fails as one without weights does. */
function parameter(read: () => Float32Array): ConstantData {
  return { kind: 'constant-data', label: 'w', type: f32(2), read, parameter: true };
}

function negated(data: ConstantData) {
  const builder = new GraphBuilder('g');
  const x = builder.input('x', f32(2));
  const zero = builder.constant({ ...data, label: 'zero', read: () => new Float32Array(2) });
  const [difference] = builder.add('sub', [zero, builder.constant(data)], {}, { name: 'd' });
  builder.output('y', builder.add('add', [x, difference], {}, { name: 'y' })[0]);
  return foldConstants(builder.finish());
}

test('nothing is read until somebody asks for the elements', () => {
  let reads = 0;
  const graph = negated(parameter(() => (reads++, Float32Array.of(1, 2))));
  expect(reads).toBe(0);
  const folded = graph.nodes.map(constantOf).find((data) => data?.label === 'sub(zero, w)');
  expect(folded?.read()).toEqual(Float32Array.of(-1, -2));
  expect(reads).toBe(1);
  expect(folded?.parameter).toBeUndefined();
});

test('without weights the graph still folds and prints, and reading says what is missing', () => {
  const unbound = () => fail({ code: 'weights/unbound', title: 'no weights are bound' });
  const graph = negated(parameter(unbound));
  expect(printGraph(graph)).toContain('%d = constant @"sub(zero, w)" : f32[2]');
  const folded = graph.nodes.map(constantOf).find((data) => data?.label === 'sub(zero, w)');
  expect(() => folded?.read()).toThrow('no weights are bound');
});
