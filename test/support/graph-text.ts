import { expect } from 'vitest';
import { DiagnosticError } from '../../compiler/diagnostics/diagnostic.js';
import type { ConstantData, Graph } from '../../compiler/ir/graph.js';
import { constantData } from '../../compiler/ir/op.js';
import { parseGraph } from '../../compiler/ir/parse.js';
import { printGraph } from '../../compiler/ir/print.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import { verifyGraph } from '../../compiler/ir/verify.js';
import { randomTensor } from './random-tensor.js';
import { expectSameMeaning } from './same-meaning.js';

/**
 * The valid graph that `text` describes, without `graph g { … }` around it. A constant that gives no
 * elements, `%w = constant @"w" : f32[6,1,5,5]`, gets random ones; those of a label with `var` in it
 * are positive.
 */
export function graphOf(text: string): Graph {
  const graph = parsed(text);
  expect(verifyGraph(graph)).toEqual([]);
  return graph;
}

/** As `graphOf`, but the graph may break rules that the parser does not check. */
export function parsed(text: string): Graph {
  const constants = new Map<string, ConstantData>();
  for (const [, label, extents] of text.matchAll(/constant @"([^"]*)" : f32\[([\d,]*)\]/g)) {
    const shape = extents === '' ? [] : extents.split(',').map(Number);
    const range = label.includes('var') ? { from: 0.5, to: 2 } : { from: -1, to: 1 };
    constants.set(label, constantData(label, randomTensor(shape, label, range)));
  }
  const result = parseGraph(`graph g {\n${text}\n}`, (label) => constants.get(label));
  if (!result.ok) throw new DiagnosticError(result.diagnostics);
  return result.graph;
}

/** A random tensor for each input of `graph`. */
export function randomInputs(graph: Graph): Record<string, Tensor> {
  return Object.fromEntries(
    graph.inputs.map(({ value }) => [value.name, randomTensor(value.type.shape, value.name)]),
  );
}

/**
 * The printed result of `pass`, run until nothing changes, on the graph that `text` describes, after
 * checking that the result is valid and computes the same.
 */
export function rewritten(pass: (graph: Graph) => Graph, text: string): string {
  const graph = graphOf(text);
  const result = fixpoint(pass, graph);
  expect(verifyGraph(result)).toEqual([]);
  expectSameMeaning(graph, result, randomInputs(graph));
  return `\n${printGraph(result)}`;
}

function fixpoint(pass: (graph: Graph) => Graph, graph: Graph): Graph {
  const next = pass(graph);
  return printGraph(next) === printGraph(graph) ? next : fixpoint(pass, next);
}

/** Fails unless `pass` leaves the graph that `text` describes as it is. */
export function expectUntouched(pass: (graph: Graph) => Graph, text: string): void {
  const graph = graphOf(text);
  expect(printGraph(pass(graph))).toBe(printGraph(graph));
}
