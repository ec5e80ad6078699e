import { loadNetwork } from '../../compiler/frontend/index.js';
import type { Graph } from '../../compiler/ir/graph.js';
import { bindWeights, randomWeights } from '../../compiler/weights/index.js';

/** The graph of a source with random weights. Throws what is wrong with the source. */
export function sourceGraph(source: string): Graph {
  const { graph, diagnostics } = loadNetwork({
    path: 'test.net',
    source,
    loadSource: () => undefined,
  });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (graph === undefined || errors.length > 0) {
    throw new Error(errors.map(({ title }) => title).join('\n'));
  }
  return bindWeights(graph, randomWeights(1)).graph;
}
