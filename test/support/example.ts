import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Block, SetValue } from '../../compiler/frontend/index.js';
import { loadNetwork } from '../../compiler/frontend/index.js';
import type { Graph, Value } from '../../compiler/ir/graph.js';
import { bindWeights, bytesSource, openSafetensors } from '../../compiler/weights/index.js';
import { projectRoot } from './paths.js';

/**
 * A network of the examples with the weights its source names, as the command line loads it. `sets`
 * are values for the parameters of the network, `network` which, where the file holds several.
 */
export function exampleGraph(
  path: string,
  sets: Readonly<Record<string, SetValue>> = {},
  network?: string,
): Graph {
  return exampleNetwork(path, sets, network).graph;
}

/** The same with the block that each value is computed in, where no weights are named. */
export function exampleNetwork(
  path: string,
  sets: Readonly<Record<string, SetValue>> = {},
  network?: string,
): { readonly graph: Graph; readonly blocks: ReadonlyMap<Value, Block> } {
  const file = join(projectRoot, 'examples', path);
  const { graph, blocks, weights, diagnostics } = loadNetwork({
    path: file,
    sets,
    ...(network !== undefined && { network }),
    source: readFileSync(file, 'utf8'),
    loadSource: (other) => (existsSync(other) ? readFileSync(other, 'utf8') : undefined),
  });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (graph === undefined || errors.length > 0) {
    throw new Error(errors.map(({ title }) => title).join('\n'));
  }
  if (weights === undefined) return { graph, blocks };
  const bytes = readFileSync(join(dirname(file), weights.path));
  const bound = bindWeights(graph, openSafetensors(bytesSource(weights.path, bytes)), weights);
  if (bound.diagnostics.length > 0) {
    throw new Error(bound.diagnostics.map(({ title }) => title).join('\n'));
  }
  return { graph: bound.graph, blocks };
}
