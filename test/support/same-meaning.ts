import { largestMagnitude } from '../../compiler/ir/tensor.js';
import { expect } from 'vitest';
import { interpreter } from '../../compiler/interpreter/interpret.js';
import type { Graph } from '../../compiler/ir/graph.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import { expectClose } from './close.js';

/**
 * Fails unless both graphs give the same outputs, by the interpreter, in a second run as well where they keep states. Rewrites reorder sums and round
 * at other places: what each element may differ by is measured against the largest of its tensor, since
 * a small element may be the difference of large ones.
 */
export function expectSameMeaning(
  before: Graph,
  after: Graph,
  inputs: Readonly<Record<string, Tensor>>,
  where = '',
): void {
  const [reference, other] = [interpreter(before), interpreter(after)];
  for (const run of before.states.length === 0 ? [''] : ['first run', 'second run']) {
    expectSameOutputs(reference(inputs), other(inputs), `${where} ${run}`);
  }
}

function expectSameOutputs(
  expected: Readonly<Record<string, Tensor>>,
  actual: Readonly<Record<string, Tensor>>,
  where: string,
): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, tensor] of Object.entries(expected)) {
    const largest = Math.max(1, largestMagnitude(tensor));
    const tolerance = { absolute: 2e-5 * largest, relative: 0 };
    expectClose(actual[name], tensor, `output ${name} ${where}`, tolerance);
  }
}
