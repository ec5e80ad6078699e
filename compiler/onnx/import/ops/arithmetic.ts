import type { Value } from '../../../ir/graph.js';
import type { OpName } from '../../../ir/ops/index.js';
import type { ImportNode, Importer } from '../import-node.js';
import { known } from '../operand.js';

/** Of two or more, one after another. */
function joined(op: OpName): Importer {
  return (node) => {
    let value = node.value(0);
    for (let index = 1; index < node.inputCount; index++) {
      value = node.add(op, [value, node.value(index)]);
    }
    return node.computed(value);
  };
}

export const importSum = joined('add');
export const importMax = joined('maximum');
export const importMin = joined('minimum');

export const importReciprocal: Importer = (node) =>
  node.computed(node.add('div', [one(node), node.value(0)]));

function one(node: ImportNode): Value {
  return node.asValue(known('F32', [], Float32Array.of(1)));
}

export const importWhere: Importer = (node) => {
  const inputs = [0, 1, 2].map((index) => node.value(index));
  return node.computed(node.add('where', inputs), node.input(1).dtype);
};
