import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadNetwork } from '../../../compiler/frontend/index.js';
import type { Graph } from '../../../compiler/ir/graph.js';
import type { Settings } from '../../../compiler/settings.js';
import { exampleGraph } from '../../support/example.js';
import { loopFindings } from '../../support/loop-findings.js';
import { opCasesByOp } from '../../support/op-cases.js';
import { randomGraph } from '../../support/random-graph.js';

/**
 * Kernels of which the verifier can't show that they are right, by what they are and why that is so.
 * Whoever adds one says what a proof would need.
 */
const NOT_PROVEN: Readonly<Record<string, string>> = {};

function expectProven(graph: Graph, settings: Partial<Settings> = {}, leastWork?: number): void {
  const found = loopFindings(graph, settings, leastWork);
  expect(
    found.filter((text) => !Object.keys(NOT_PROVEN).some((part) => text.includes(part))),
  ).toEqual([]);
}

/** However little threads have to do, they divide it. */
const ALL_WORK = 0;
/** Every so manyth case: the others are in the same forms. */
const STEP = 5;

describe('all kernels can be shown to be right', () => {
  for (const [op, cases] of opCasesByOp()) {
    const some = cases.filter((_, index) => index % STEP === 0);
    it(`of ${op} (${some.length} cases)`, () => {
      // Winograd convolutions have cases of their own.
      for (const { graph } of some) expectProven(graph, { winograd: 'off' }, ALL_WORK);
    });
  }

  it('of narrow weights', () => {
    for (const [index, { graph }] of (opCasesByOp().get('conv2d') ?? []).entries()) {
      if (index % (4 * STEP) === 0) expectProven(graph, { weightsAs: 'int8' }, ALL_WORK);
    }
  });

  it('of random graphs', () => {
    fc.assert(
      fc.property(randomGraph(), ({ graph }) => {
        expectProven(graph, { threads: 'auto' }, ALL_WORK);
      }),
      { numRuns: 25, seed: 12 },
    );
  });

  const golden = join(import.meta.dirname, '../golden');
  it.each(readdirSync(golden).filter((file) => file.endsWith('.net')))('of %s', (path) => {
    const source = readFileSync(join(golden, path), 'utf8');
    const { graph } = loadNetwork({ path, source, loadSource: () => undefined });
    if (graph === undefined) throw new Error(`${path} has mistakes`);
    expectProven(graph);
    expectProven(graph, { threads: 'auto' }, ALL_WORK);
  });

  it('of lenet5', () => {
    expectProven(exampleGraph('lenet5/lenet5.net'));
    expectProven(exampleGraph('lenet5/lenet5.net'), { threads: 'auto', weightsAs: 'f16' });
  });

  it.each(['zoo/recurrent/char_lstm', 'zoo/detection/tiny_face_detector'])('of %s', (name) => {
    expectProven(exampleGraph(`${name}.net`), { threads: 'auto', weightsAs: 'f16' });
  });

  it('of squeezenet1_1', () => {
    expectProven(exampleGraph('zoo/mobilenet/squeezenet1_1.net'), { threads: 'auto' });
  });
});
