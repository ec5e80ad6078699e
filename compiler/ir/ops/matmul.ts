import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import type { Tensor } from '../tensor.js';
import { zeros } from '../tensor.js';
import type { TensorType } from '../types.js';
import { elementCount } from '../types.js';
import { read, write } from './shared/access.js';
import { ARITHMETIC, multiplyAdd } from './shared/arithmetic.js';
import { requireMinimumRank, resolveAxis, shapeText } from './shared/checks.js';
import { broadcastIndexer, broadcastShapes } from './shared/elementwise.js';

export interface MatmulAttributes extends Attributes {
  readonly axis: number;
}

export const matmul: OpDefinition<MatmulAttributes> = {
  name: 'matmul',
  summary:
    'Matrix product, batched as in NumPy: y[…,m,n] = Σ a[…,m,k] · b[…,k,n], leading axes ' +
    'broadcast. With `axis` other than the last of a, b is a matrix [K,N] and the product runs along ' +
    'that axis of a, which N takes the place of; along axis 1 of [N,C,H,W] it is a 1×1 convolution. Of i32 it is modulo 2³².',
  inputs: [
    { name: 'a', elements: ARITHMETIC },
    { name: 'b', elements: ARITHMETIC },
  ],
  attributes: {
    axis: { kind: 'integer', doc: 'axis of a that is summed over; −1 is the ordinary product' },
  },

  infer([a, b], attributes) {
    requireMinimumRank('matmul', a, 2, 0);
    requireMinimumRank('matmul', b, 2, 1);
    const axis = resolveAxis('matmul', attributes.axis, a.shape.length);
    const ordinary = axis === a.shape.length - 1;
    if (!ordinary && b.shape.length !== 2) {
      throw new ShapeError(
        'rank',
        `matmul along axis ${axis} of ${shapeText(a.shape)} needs a matrix as its second operand, ` +
          `but got ${shapeText(b.shape)}`,
        { input: 1, otherInput: 0 },
      );
    }
    const summed = b.shape[b.shape.length - 2];
    if (a.shape[axis] !== summed) {
      throw new ShapeError(
        'features',
        `matmul sums over ${a.shape[axis]} elements of ${shapeText(a.shape)} (axis ${axis}), ` +
          `but over ${summed} of ${shapeText(b.shape)} (axis ${b.shape.length - 2})`,
        { input: 1, otherInput: 0 },
      );
    }
    return [{ element: a.element, shape: ordinary ? batchedShape(a, b) : alongShape(a, b, axis) }];
  },

  evaluate([a, b], attributes, [type]) {
    const axis = resolveAxis('matmul', attributes.axis, a.shape.length);
    const y = zeros(type);
    const add = multiplyAdd(type.element);
    if (axis === a.shape.length - 1) multiplyBatched(a, b, y, add);
    else multiplyAlong(a, b, y, axis, add);
    return [y];
  },

  /** The matrices of a batch have no channels in common. */
  weight([a, b], attributes) {
    if (b.shape.length > 2) return undefined;
    return {
      operand: 1,
      channelAxis: resolveAxis('matmul', attributes.axis, a.shape.length),
      outputs: 1,
      inputs: 0,
      groups: 1,
      acrossGroups: 'outputs',
      taps: 'all',
    };
  },
  band: () => 'rows',
  // Vectors of results lie along N, unless another axis of a is the one that lies padded.
  scalarOperands([a, b], attributes, vectorAxis) {
    const rank = Math.max(a.shape.length, b.shape.length);
    const along = vectorAxis - (rank - a.shape.length);
    const isProduct = along === resolveAxis('matmul', attributes.axis, a.shape.length);
    return isProduct || along < 0 ? [0] : [];
  },

  macs: ([, b], _attributes, [y]) => elementCount(y.shape) * b.shape[b.shape.length - 2],

  surface: {
    name: 'matmul',
    family: 'matrix',
    example: [
      'input a: tensor(1, 2, 3)',
      'input b: tensor(1, 3, 2)',
      'output y = (a, b) -> matmul',
    ],
    arguments: [],
    attributes: () => ({ axis: -1 }),
  },
};

function batchedShape(a: TensorType, b: TensorType): number[] {
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (batch === undefined) {
    throw new ShapeError(
      'broadcast',
      `matmul cannot broadcast the leading axes of ${shapeText(a.shape)} and ${shapeText(b.shape)}`,
      {
        input: 1,
        otherInput: 0,
        hint: 'before the last two, extents must be equal or one of them 1',
      },
    );
  }
  return [...batch, a.shape[a.shape.length - 2], b.shape[b.shape.length - 1]];
}

function alongShape(a: TensorType, b: TensorType, axis: number): number[] {
  return a.shape.map((extent, index) => (index === axis ? b.shape[1] : extent));
}

type MultiplyAdd = ReturnType<typeof multiplyAdd>;

function multiplyBatched(a: Tensor, b: Tensor, y: Tensor, add: MultiplyAdd): void {
  const [rows, summed] = a.shape.slice(-2);
  const columns = b.shape[b.shape.length - 1];
  const batch = y.shape.slice(0, -2);
  const batchOfA = broadcastIndexer(a.shape.slice(0, -2), batch);
  const batchOfB = broadcastIndexer(b.shape.slice(0, -2), batch);
  let at = 0;
  for (let matrix = 0; matrix < elementCount(batch); matrix++) {
    const startA = batchOfA(matrix) * rows * summed;
    const startB = batchOfB(matrix) * summed * columns;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (let k = 0; k < summed; k++) {
          const element = read(a, startA + row * summed + k);
          sum = add(sum, element, read(b, startB + k * columns + column));
        }
        write(y, at++, sum);
      }
    }
  }
}

/** y[outer, n, inner] = Σ a[outer, k, inner] · b[k, n] */
function multiplyAlong(a: Tensor, b: Tensor, y: Tensor, axis: number, add: MultiplyAdd): void {
  const outer = elementCount(a.shape.slice(0, axis));
  const inner = elementCount(a.shape.slice(axis + 1));
  const [summed, columns] = b.shape;
  let at = 0;
  for (let o = 0; o < outer; o++) {
    for (let column = 0; column < columns; column++) {
      for (let i = 0; i < inner; i++) {
        let sum = 0;
        for (let k = 0; k < summed; k++) {
          const element = read(a, (o * summed + k) * inner + i);
          sum = add(sum, element, read(b, k * columns + column));
        }
        write(y, at++, sum);
      }
    }
  }
}
