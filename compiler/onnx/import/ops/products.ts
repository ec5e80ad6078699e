import type { Value } from '../../../ir/graph.js';
import { elementCount } from '../../../ir/types.js';
import type { ImportNode, Importer } from '../import-node.js';
import type { Known } from '../operand.js';
import { known } from '../operand.js';

/** A vector is a matrix of one row in front, of one column behind, without the axis that this adds. */
export const importMatMul: Importer = (node) => {
  const [a, b] = [node.shape(0), node.shape(1)];
  const row = a.length === 1 ? reshaped(node, node.value(0), [1, ...a]) : node.value(0);
  const column = b.length === 1 ? reshaped(node, node.value(1), [...b, 1]) : node.value(1);
  const product = node.add('matmul', [row, column], { axis: row.type.shape.length - 1 });
  const { shape } = product.type;
  const kept = shape.filter((_, axis) => {
    const isAdded =
      (axis === shape.length - 2 && a.length === 1) ||
      (axis === shape.length - 1 && b.length === 1);
    return !isAdded;
  });
  return node.computed(kept.length === shape.length ? product : reshaped(node, product, kept));
};

function reshaped(node: ImportNode, value: Value, shape: readonly number[]): Value {
  return node.add('reshape', [value], { shape });
}

/** Y = alpha · A′ · B′ + beta · C. With weights that are known it is a linear layer: W = alpha · B′ᵀ. */
export const importGemm: Importer = (node) => {
  const [alpha, beta] = [node.float('alpha', 1), node.float('beta', 1)];
  const [transA, transB] = ['transA', 'transB'].map((name) => node.integer(name, 0) === 1);
  const a = transA ? transposed(node, node.value(0)) : node.value(0);
  const [b, c] = [node.input(1), node.optional(2)];
  const outputs = node.shape(1)[transB ? 0 : 1];
  const isBias = c === undefined || (c.kind === 'known' && isVector(c, outputs));
  if (b.kind === 'known' && isBias) {
    const weight = node.asValue(scaled(transB ? b : transposedMatrix(b), alpha));
    const bias =
      c === undefined || c.kind === 'computed' ? [] : [node.asValue(scaled(vector(c), beta))];
    return node.computed(node.add('linear', [a, weight, ...bias]));
  }
  const right = transB ? transposed(node, node.asValue(b)) : node.asValue(b);
  const product = times(node, node.add('matmul', [a, right], { axis: 1 }), alpha);
  if (c === undefined) return node.computed(product);
  return node.computed(node.add('add', [product, times(node, node.asValue(c), beta)]));
};

function transposed(node: ImportNode, value: Value): Value {
  return node.add('transpose', [value], { permutation: [1, 0] });
}

function times(node: ImportNode, value: Value, factor: number): Value {
  if (factor === 1) return value;
  const scale = node.asValue(known('F32', [], Float32Array.of(factor)));
  return node.add('mul', [value, scale]);
}

function isVector({ shape }: Known, outputs: number): boolean {
  return elementCount(shape) === outputs && shape.at(-1) === outputs;
}

function vector(operand: Known): Known {
  return { ...operand, shape: [elementCount(operand.shape)] };
}

function scaled(operand: Known, factor: number): Known {
  if (factor === 1) return operand;
  return { ...operand, read: () => Float32Array.from(operand.read(), (value) => value * factor) };
}

function transposedMatrix(matrix: Known): Known {
  const [rows, columns] = matrix.shape;
  return {
    ...matrix,
    shape: [columns, rows],
    read() {
      const numbers = matrix.read();
      return Float32Array.from({ length: numbers.length }, (_, at) => {
        return numbers[(at % rows) * columns + Math.floor(at / rows)];
      });
    },
  };
}
