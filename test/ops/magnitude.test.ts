import { largestMagnitude } from '../../compiler/ir/tensor.js';
import { describe, expect, it } from 'vitest';
import { interpret } from '../../compiler/interpreter/interpret.js';
import type { Node } from '../../compiler/ir/graph.js';
import { rootOf } from '../../compiler/ir/kernel.js';
import { OPS } from '../../compiler/ir/ops/index.js';
import type { OpDefinition } from '../../compiler/ir/op.js';
import { opDefinition } from '../../compiler/ir/ops/index.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import type { OpCase } from '../support/op-cases.js';
import { opCases } from '../support/op-cases.js';

const bounded = new Set(
  Object.values<OpDefinition>(OPS as Readonly<Record<string, OpDefinition>>)
    .filter((definition) => definition.magnitude !== undefined)
    .map(({ name }) => name),
);

/** The largest result of a case beside the bound that the op gives. */
function resultAndBound({ op, graph, inputs }: OpCase): [result: number, bound: number] {
  const seen = new Map<string, Tensor>();
  interpret(graph, inputs, { observe: ({ name }, tensor) => seen.set(name, tensor) });
  const node = graph.nodes.at(-1) as Node;
  const operands = node.inputs.map(({ name }) => largestMagnitude(seen.get(name) as Tensor));
  const bound = opDefinition(op).magnitude?.(operands, rootOf(node).attributes) ?? Infinity;
  const results = node.outputs.map(({ name }) => largestMagnitude(seen.get(name) as Tensor));
  return [Math.max(...results), bound];
}

describe('no result is larger than its op says', () => {
  const cases = [...opCases()].filter(({ op }) => bounded.has(op));
  it.each([...bounded])('%s', (name) => {
    const own = cases.filter(({ op }) => op === name);
    expect(own.length).toBeGreaterThan(0);
    for (const each of own) {
      const [result, bound] = resultAndBound(each);
      // Both are rounded to 32 bits once.
      expect(result, each.name).toBeLessThanOrEqual(bound * (1 + 2 ** -23));
    }
  });
});
