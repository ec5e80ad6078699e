import type { Graph } from '../../compiler/ir/graph.js';
import { indexedEntries } from '../../compiler/ir/indexed-entries.js';
import { Uses } from '../../compiler/ir/rewrite.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import { randomElements } from '../../compiler/weights/index.js';

/** Random elements for each input of a graph, the same every time; indices are inside of what they index. */
export function madeUpInputs(graph: Graph): Record<string, Tensor> {
  const uses = new Uses(graph);
  return Object.fromEntries(
    graph.inputs.map(({ value }): [string, Tensor] => {
      const { name, type } = value;
      const data = randomElements(1, name, type, indexedEntries(uses, value));
      return [name, { shape: type.shape, data }];
    }),
  );
}
