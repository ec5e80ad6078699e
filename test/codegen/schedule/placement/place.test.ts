import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computingNodes } from '../../../../compiler/ir/computing-nodes.js';
import { constantsOf } from '../../../../compiler/codegen/schedule/placement/place.js';
import type { PlacedNode } from '../../../../compiler/codegen/schedule/placement/placed-node.js';
import { runPipeline } from '../../../../compiler/passes/pipeline.js';
import { randomGraph } from '../../../support/random-graph.js';
import { sourceGraph } from '../../../support/source-graph.js';
import { placeNode, placerFor } from '../../../support/usual-machines.js';

function placedNodes(...body: string[]): PlacedNode[] {
  const graph = runPipeline(sourceGraph(`network test {\n${body.join('\n')}\n}`));
  return computingNodes(graph).map(placerFor(constantsOf(graph)));
}

describe('placing the nodes of a graph', () => {
  it('lowers nodes that are alike once, and gives each its own values', () => {
    const [first, second] = placedNodes(
      'input x: tensor(1, 64)',
      'output y = x -> linear(64) as a -> relu -> linear(64) as b -> relu',
    );
    expect(second.computes).toBe(first.computes);
    expect(second.stages).toBe(first.stages);
    const operandsOf = ({ arguments: all }: PlacedNode): string[] =>
      all.map((each) => (each.kind === 'value' ? each.value.name : each.data.label));
    const named = (layer: string): string =>
      `transpose(${layer}.weight) {permutation = [1, 0]} ${layer}.bias`;
    expect(operandsOf(first).join(' ')).toContain(named('a'));
    expect(operandsOf(second).join(' ')).toContain(named('b'));
  });

  it.each([
    ['numbers in the code', 'x * 2', 'x * 3'],
    ['ops', 'relu(x)', 'tanh(x)'],
    ['attributes', 'leaky_relu(x, 0.1)', 'leaky_relu(x, 0.2)'],
    ['who reads what', 'x * b', 'x * x'],
    ['shapes', 'x + 1', 'c + 1'],
  ])('tells nodes apart by %s', (_, one, other) => {
    const nodes = placedNodes(
      'input x: tensor(1, 4)',
      'input b: tensor(1, 4)',
      'input c: tensor(1, 8)',
      ...[one, other].map((expression, at) => `output y${at} = ${expression}`),
    );
    expect(nodes).toHaveLength(2);
    expect(nodes[1].computes).not.toBe(nodes[0].computes);
  });

  it('gives each node what it gets by itself', () => {
    const graphs = fc
      .sample(randomGraph({ maxSteps: 30 }), { numRuns: 60, seed: 3 })
      .map(({ graph }) => runPipeline(graph));
    const constants = new Map(graphs.flatMap((graph) => [...constantsOf(graph)]));
    const place = placerFor(constants);
    const distinct = new Set<unknown>();
    const nodes = graphs.flatMap(computingNodes);
    for (const node of nodes) {
      const placed = place(node);
      distinct.add(placed.computes);
      expect(placed).toEqual(placeNode(node, constants));
    }
    // Some are alike, or nothing was tested.
    expect(distinct.size).toBeLessThan(nodes.length);
  });
});
