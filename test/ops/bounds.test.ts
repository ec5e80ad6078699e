import { describe, expect, it } from 'vitest';
import { rootOf } from '../../compiler/ir/kernel.js';
import { opDefinition } from '../../compiler/ir/ops/index.js';
import { read, read4, readAt, write } from '../../compiler/ir/ops/shared/access.js';
import { isOp } from '../../compiler/ir/rewrite.js';
import type { Tensor } from '../../compiler/ir/tensor.js';
import { tensor } from '../../compiler/ir/tensor.js';
import type { OpCase } from '../support/op-cases.js';
import { opCasesByOp } from '../support/op-cases.js';

describe('checked access', () => {
  const matrix = tensor([2, 3], [0, 1, 2, 3, 4, 5]);
  const picture = tensor([1, 2, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7]);

  it('reads what is there', () => {
    expect(read(matrix, 5)).toBe(5);
    expect(readAt(matrix, [1, 0])).toBe(3);
    expect(read4(picture, 0, 1, 0, 1)).toBe(5);
  });

  it.each([-1, 6, 0.5, NaN])('throws at the flat index %s', (index) => {
    expect(() => read(matrix, index)).toThrow(RangeError);
    expect(() => {
      write(matrix, index, 1);
    }).toThrow(RangeError);
  });

  it('throws at a coordinate outside its axis although the element exists', () => {
    expect(() => readAt(matrix, [0, 3])).toThrow('[0,3] lies outside a tensor of shape [2,3]');
    expect(() => readAt(matrix, [1])).toThrow(RangeError);
    expect(() => read4(picture, 0, 0, 0, 2)).toThrow(RangeError);
    expect(() => read4(picture, 0, -1, 0, 0)).toThrow(RangeError);
    expect(() => read4(matrix, 0, 0, 0, 0)).toThrow(RangeError);
  });
});

describe('a reference definition that reads outside an operand is stopped', () => {
  for (const [op, cases] of opCasesByOp()) {
    if (op === 'constant') continue;
    const operandCount = Math.max(...cases.map((each) => operandsOf(each).length));
    for (let index = 0; index < operandCount; index++) {
      it(`${op}, operand ${index}`, () => {
        // Strides may skip the last element; without it some case of the op must reach outside.
        const stopped = cases.filter((each) => readsOutside(each, index));
        expect(stopped.length).toBeGreaterThan(0);
      });
    }
  }
});

/** Whether the op throws when the last element of one of its operands is taken away. */
function readsOutside(each: OpCase, shortened: number): boolean {
  const operands = operandsOf(each);
  if (shortened >= operands.length) return false;
  const inputs = operands.map(({ shape, data }, index): Tensor => ({
    shape,
    data: index === shortened ? data.subarray(0, data.length - 1) : data,
  }));
  const node = each.graph.nodes[each.graph.nodes.length - 1];
  const types = node.outputs.map((output) => output.type);
  try {
    opDefinition(each.op).evaluate(inputs, rootOf(node).attributes, types);
    return false;
  } catch (error) {
    if (error instanceof RangeError) return true;
    throw error;
  }
}

function operandsOf({ graph, inputs }: OpCase): Tensor[] {
  const constants = new Map(
    graph.nodes
      .filter((node) => isOp(node, 'constant'))
      .map((node) => [node.outputs[0], opDefinition('constant').evaluate([], node.attributes, [])]),
  );
  const node = graph.nodes[graph.nodes.length - 1];
  return node.inputs.map((value) => constants.get(value)?.[0] ?? inputs[value.name]);
}
