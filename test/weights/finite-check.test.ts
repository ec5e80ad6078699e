import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runPipeline } from '../../compiler/passes/pipeline.js';
import type { Graph } from '../../compiler/ir/graph.js';
import { constantOf } from '../../compiler/ir/rewrite.js';
import {
  bindWeights,
  bytesSource,
  FiniteCheck,
  openSafetensors,
} from '../../compiler/weights/index.js';
import { load } from '../frontend/load.js';
import { safetensorsFile } from '../support/safetensors.js';

const SOURCE = `network net {
  input x: tensor(1, 1, 2, 2)
  output y = x -> conv(2, kernel = 1) as conv -> batch_norm as bn
}
`;

const TENSORS = {
  'conv.weight': [1, 2],
  'conv.bias': [0, 0],
  'bn.weight': [1, 1],
  'bn.bias': [0, 0],
  'bn.running_mean': [0, 0],
  'bn.running_var': [1, 1],
};

function bound(tensors: Readonly<Record<string, readonly number[]>>): Graph {
  const { graph } = load(SOURCE);
  if (graph === undefined) throw new Error('no graph');
  const bytes = safetensorsFile({ ...TENSORS, ...tensors }, { 'conv.weight': [2, 1, 1, 1] });
  return bindWeights(graph, openSafetensors(bytesSource('w', bytes))).graph;
}

/** Reads whatever the compiler would, and returns what was found. */
function found(tensors: Readonly<Record<string, readonly number[]>>): readonly string[] {
  const finite = new FiniteCheck();
  const graph = finite.watchDerived(runPipeline(finite.watchParameters(bound(tensors), 'w')));
  for (const node of graph.nodes) constantOf(node)?.read();
  return finite.diagnostics().flatMap(({ title, notes = [] }) => [title, ...notes]);
}

describe('what is not finite in weights', () => {
  it('is named and counted, by parameter', () => {
    expect(found({})).toEqual([]);
    expect(found({ 'conv.weight': [NaN, 3], 'bn.bias': [Infinity, -Infinity] })).toEqual([
      'w has 2 tensors with values that are not finite',
      '"conv.weight": 1 NaN of 2',
      '"bn.bias": 2 infinite of 2',
    ]);
  });

  it('is found where nothing of it is left: 1 / √∞ is 0', () => {
    expect(found({ 'bn.running_var': [Infinity, 1] })).toEqual([
      'w has a tensor with values that are not finite',
      '"bn.running_var": 1 infinite of 2',
    ]);
  });

  it('is found in what is made of finite parameters', () => {
    const [title, ...notes] = found({ 'bn.running_var': [-1, 1] });
    expect(title).toBe(
      '2 tensors that the compiler makes of the weights hold values that are not finite',
    );
    expect(notes).toHaveLength(2);
    for (const text of notes) expect(text).toMatch(/bn\.running.*: 1 NaN of 2$/);
  });

  it('is looked for once in every tensor, and in those that nobody reads when asked', () => {
    const finite = new FiniteCheck();
    const graph = finite.watchParameters(bound({ 'conv.bias': [NaN, 0] }), 'w');
    expect(finite.diagnostics()).toEqual([]);
    finite.readRest();
    for (const node of graph.nodes) constantOf(node)?.read();
    expect(finite.diagnostics()).toHaveLength(1);
    expect(finite.diagnostics()[0].notes).toEqual(['"conv.bias": 1 NaN of 2']);
  });

  it('is found wherever it stands, and nothing else is taken for it', () => {
    const { graph } = load(`network net {
  input x: tensor(1, 9)
  output y = x -> linear(1) as fc
}
`);
    if (graph === undefined) throw new Error('no graph');
    const element = fc.oneof(
      { weight: 9, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }) },
      { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
    );
    fc.assert(
      fc.property(fc.array(element, { minLength: 9, maxLength: 9 }), (weight) => {
        const bytes = safetensorsFile(
          { 'fc.weight': weight, 'fc.bias': [-0] },
          { 'fc.weight': [1, 9] },
        );
        const file = openSafetensors(bytesSource('w', bytes));
        const finite = new FiniteCheck();
        finite.watchParameters(bindWeights(graph, file).graph, 'w');
        finite.readRest();
        const nan = weight.filter((value) => Number.isNaN(value)).length;
        const infinite = weight.filter((value) => Math.abs(value) === Infinity).length;
        const counts = [
          ...(nan > 0 ? [`${nan} NaN`] : []),
          ...(infinite > 0 ? [`${infinite} infinite`] : []),
        ];
        const notes = finite.diagnostics().flatMap((each) => each.notes ?? []);
        expect(notes).toEqual(
          counts.length === 0 ? [] : [`"fc.weight": ${counts.join(', ')} of 9`],
        );
      }),
    );
  });
});
