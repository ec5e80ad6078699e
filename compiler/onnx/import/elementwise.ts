import type { OpName } from '../../ir/ops/index.js';
import type { Shape } from '../../ir/types.js';
import { elementCount, rowMajorStrides } from '../../ir/types.js';
import type { NumberDtype } from '../../weights/dtype.js';
import type { ImportNode, Importer } from './import-node.js';
import { known } from './operand.js';

/** What an operator does to numbers that are known; `isWhole` where they are integers. */
type Fold = (a: number, b: number, isWhole: boolean) => number;

/**
 * An operator that is an op of ours, element by element with the broadcasting of NumPy. With `fold` it is
 * computed at import where all is known, integers of up to 53 bits exactly. `result` is the type of its
 * elements, that of the first input unless told otherwise.
 */
export function elementwise(op: OpName, fold?: Fold, result?: NumberDtype): Importer {
  return (node) => {
    const operands = Array.from({ length: node.inputCount }, (_, index) => node.input(index));
    const dtype = result ?? operands[0].dtype;
    if (fold !== undefined && operands.every((each) => each.kind === 'known')) {
      const [a, b = a] = operands;
      const shape = broadcast(node, a.shape, b.shape);
      const [left, right] = [a, b].map(({ shape: from, read }) => spread(read(), from, shape));
      const isWhole = !node.isFloat(0);
      return [
        known(
          dtype,
          shape,
          left.map((value, at) => fold(value, right[at], isWhole)),
        ),
      ];
    }
    return node.computed(
      node.add(
        op,
        operands.map((each) => node.asValue(each)),
      ),
      dtype,
    );
  };
}

function broadcast(node: ImportNode, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [x, y] = [a, b].map((shape) => shape.at(axis - rank) ?? 1);
    if (x === y || y === 1) return x;
    return x === 1 ? y : node.refuse(`cannot broadcast [${a.join(',')}] and [${b.join(',')}]`);
  });
}

/** Elements of `from` where they stand in `shape`. */
function spread(numbers: ArrayLike<number>, from: Shape, shape: Shape): Float64Array {
  const strides = rowMajorStrides(from);
  const first = shape.length - from.length;
  const steps = shape.map((_, axis) =>
    axis < first || from[axis - first] === 1 ? 0 : strides[axis - first],
  );
  const places = rowMajorStrides(shape);
  return Float64Array.from({ length: elementCount(shape) }, (_, at) => {
    let index = 0;
    for (const [axis, step] of steps.entries()) {
      index += (Math.floor(at / places[axis]) % shape[axis]) * step;
    }
    return numbers[index];
  });
}
