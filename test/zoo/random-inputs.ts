import type { Graph } from '../../compiler/ir/graph.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import type { Range } from '../support/random-tensor.js';
import { randomTensor } from '../support/random-tensor.js';

/** An input of each type for a network: floats from −2 to 2 or in another range, and integers from −2 to 1. */
export function randomInputs(graph: Graph, range?: Range): Record<string, Tensor> {
  return Object.fromEntries(
    graph.inputs.map(({ value: { name, type } }) => {
      const { shape, data } = randomTensor(type.shape, name, range);
      return [name, { shape, data: type.element === 'f32' ? data : Int32Array.from(data) }];
    }),
  );
}
