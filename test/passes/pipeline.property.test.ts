import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Graph } from '../../compiler/ir/graph.js';
import { constantOf } from '../../compiler/ir/rewrite.js';
import { parseGraph } from '../../compiler/ir/parse.js';
import { printGraph } from '../../compiler/ir/print.js';
import { verifyGraph } from '../../compiler/ir/verify.js';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import { memoryReport } from '../../compiler/passes/plan-memory.js';
import { randomGraph } from '../support/random-graph.js';
import { expectSameMeaning } from '../support/same-meaning.js';

/** The same graphs on every run: what fails once fails again. */
const RUNS = { numRuns: 250, seed: 7 };

describe('over random graphs', { timeout: 60_000 }, () => {
  test('the generator makes valid graphs', () => {
    fc.assert(
      fc.property(randomGraph({ maxStates: 2 }), ({ graph }) => {
        expect(verifyGraph(graph)).toEqual([]);
      }),
      RUNS,
    );
  });

  test('every pass leaves a valid graph of the same meaning', () => {
    fc.assert(
      fc.property(randomGraph({ maxStates: 2 }), ({ graph, inputs }) => {
        runPipeline(graph, {
          verify: true,
          observe: (pass, before, after) => {
            if (after !== before) expectSameMeaning(graph, after, inputs, `behind ${pass.name}`);
          },
        });
      }),
      RUNS,
    );
  });

  test('printing, parsing and printing again is the identity, before and behind the pipeline', () => {
    fc.assert(
      fc.property(randomGraph({ maxStates: 2 }), ({ graph }) => {
        for (const each of [graph, runPipeline(graph)]) {
          const text = printGraph(each);
          const parsed = parseGraph(text, labelled(each));
          expect(parsed.ok ? printGraph(parsed.graph) : parsed.diagnostics).toBe(text);
        }
      }),
      RUNS,
    );
  });

  test('the memory plan comes within 2 % of the lower bound', () => {
    fc.assert(
      fc.property(randomGraph({ maxSteps: 30, maxStates: 2 }), ({ graph }) => {
        const { arenaBytes, lowerBound } = memoryReport(runPipeline(graph));
        expect(arenaBytes).toBeLessThanOrEqual(1.02 * lowerBound);
      }),
      RUNS,
    );
  });
});

function labelled(graph: Graph) {
  const constants = graph.nodes.map(constantOf).filter((data) => data !== undefined);
  return (label: string) => constants.find((data) => data.label === label);
}
