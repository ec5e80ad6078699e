import { interpret } from '../../../compiler/interpreter/interpret.js';
import { loadNetwork } from '../../../compiler/frontend/index.js';
import type { Tensor } from '../../../compiler/ir/tensor.js';
import { elementsOf } from '../../../compiler/ir/tensor.js';
import type { Matrix } from './matrices.js';

/** Numbers of any nesting. */
type Numbers = readonly number[] | Matrix | readonly Matrix[];

/**
 * What a network answers by the reference interpreter, every output by its name. `body` is what stands
 * between its braces, `inputs` the numbers of each input in the order of rows.
 */
export function answersOf(
  body: string,
  inputs: Readonly<Record<string, Numbers>>,
): Readonly<Record<string, number[]>> {
  const source = `network worked {\n${body}\n}\n`;
  const { graph, diagnostics } = loadNetwork({
    path: 'worked.net',
    source,
    loadSource: () => undefined,
  });
  if (graph === undefined) throw new Error(diagnostics.map(({ title }) => title).join('\n'));
  const tensors = graph.inputs.map(({ value: { name, type } }): [string, Tensor] => {
    const numbers: number[] = [inputs[name]].flat(3);
    return [name, { shape: type.shape, data: elementsOf(type.element, numbers) }];
  });
  const outputs = interpret(graph, Object.fromEntries(tensors));
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, [...data]]));
}
