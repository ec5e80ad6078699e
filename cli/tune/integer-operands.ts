import type { Node, Value } from '../../compiler/ir/graph.js';
import { indexedEntries } from '../../compiler/ir/indexed-entries.js';
import { opsOf, parametersOf } from '../../compiler/ir/kernel.js';
import { physicalBytes } from '../../compiler/ir/layout.js';
import { Uses } from '../../compiler/ir/rewrite.js';
import { randomElements } from '../../compiler/weights/index.js';

/**
 * Fills a value of integers that `node` reads. The bits of random floats are large integers, all of which
 * would index the ends of a table. In the arena each takes four bytes.
 */
export function fillIntegers(memory: ArrayBuffer, node: Node, value: Value, address: number): void {
  const { element } = value.type;
  if (element === 'f32' || value.layout === undefined) return;
  const uses = new Uses({ name: '', inputs: [], states: [], nodes: opsOf(node), outputs: [] });
  const parameter = parametersOf(node)[node.inputs.indexOf(value)] as Value | undefined;
  const entries = parameter === undefined ? undefined : indexedEntries(uses, parameter);
  const length = physicalBytes(value.type, value.layout) / 4;
  const elements = randomElements(1, value.name, { element, shape: [length] }, entries);
  new Int32Array(memory, address, length).set(elements);
}
