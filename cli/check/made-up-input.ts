import type { Graph } from '../../compiler/ir/graph.js';
import { indexedEntries } from '../../compiler/ir/indexed-entries.js';
import { Uses } from '../../compiler/ir/rewrite.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import { randomElements } from '../../compiler/weights/index.js';

/** Random elements for each input of a graph, the same for a seed; indices are inside of what they index. */
export function madeUpInputs(graph: Graph, seed = 1): Record<string, Tensor> {
  const uses = new Uses(graph);
  return Object.fromEntries(
    graph.inputs.map(({ value }): [string, Tensor] => {
      const { name, type } = value;
      const data = randomElements(seed, name, type, indexedEntries(uses, value));
      return [name, { shape: type.shape, data }];
    }),
  );
}
