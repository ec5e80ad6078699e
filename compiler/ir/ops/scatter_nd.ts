import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import { rowMajorStrides, sameShape } from '../types.js';
import { readAt } from './shared/access.js';
import { ARITHMETIC } from './shared/arithmetic.js';
import { requireMinimumRank, shapeText } from './shared/checks.js';
import { entryAt } from './shared/entry.js';
import { INDEX_CONVENTIONS } from './shared/gather.js';
import type { ScatterAttributes } from './shared/scatter.js';
import {
  REDUCTION_ARGUMENT,
  REDUCTION_SCHEMA,
  requireReduction,
  SCATTER_TEXT,
  scattered,
  scatterMagnitude,
} from './shared/scatter.js';

export const scatterNd: OpDefinition<ScatterAttributes> = {
  name: 'scatter_nd',
  summary:
    'Puts elements or slices where lists of integers say: y[indices[j…,0], …, indices[j…,K−1], …] = updates[j…, …]. ' +
    `${SCATTER_TEXT} The last axis of \`indices\` [J…,K] goes over the first K axes of x; \`updates\` have the axes J… ` +
    'and then those of x that are not indexed.',
  inputs: [
    { name: 'x', elements: ARITHMETIC },
    { name: 'indices', elements: ['i32'] },
    { name: 'updates', elements: ARITHMETIC },
  ],
  attributes: { reduction: REDUCTION_SCHEMA },
  alone: true,

  scalarOperands: () => [0, 1, 2],

  // What is in range along each of the axes.
  indices: ([x, indices]) => ({
    operand: 1,
    entries: Math.min(...x.shape.slice(0, indices.shape.at(-1))),
  }),

  infer([x, indices, updates], { reduction }) {
    requireMinimumRank('scatter_nd', x, 1, 0);
    requireMinimumRank('scatter_nd', indices, 1, 1);
    requireReduction('scatter_nd', reduction);
    const depth = indices.shape[indices.shape.length - 1];
    if (depth > x.shape.length) {
      throw new ShapeError(
        'indices',
        `an index of scatter_nd has ${depth} numbers in ${shapeText(indices.shape)}, but ${shapeText(x.shape)} has ` +
          `only ${x.shape.length} to index`,
        { input: 1, otherInput: 0, hint: 'the last axis of the indices goes over axes of x' },
      );
    }
    const expected = [...indices.shape.slice(0, -1), ...x.shape.slice(depth)];
    if (!sameShape(updates.shape, expected)) {
      throw new ShapeError(
        'updates',
        `indices ${shapeText(indices.shape)} into ${shapeText(x.shape)} need updates ${shapeText(expected)}, but ` +
          `they are ${shapeText(updates.shape)}`,
        { input: 2, otherInput: 1 },
      );
    }
    return [x];
  },

  evaluate([x, indices, updates], attributes, [type]) {
    const strides = rowMajorStrides(x.shape);
    const lead = indices.shape.length - 1;
    const depth = indices.shape[lead];
    return scattered(x, updates, attributes, type, (coordinates) =>
      strides.reduce((place, stride, axis) => {
        const coordinate =
          axis < depth
            ? entryAt(readAt(indices, [...coordinates.slice(0, lead), axis]), x.shape[axis])
            : coordinates[lead + axis - depth];
        return place + coordinate * stride;
      }, 0),
    );
  },

  magnitude: scatterMagnitude,

  surface: {
    name: 'scatter_nd',
    family: 'shape',
    example: [
      'input x: tensor(3, 4)',
      'input updates: tensor(2, 4)',
      'output y = scatter_nd(x, [[0], [2]], updates)',
    ],
    conventions:
      'This is ScatterND of ONNX and `tensor_scatter_nd_update` of TensorFlow; NumPy and PyTorch write x[i, j] = …. ' +
      INDEX_CONVENTIONS,
    arguments: [REDUCTION_ARGUMENT],
    attributes: (args) => ({ reduction: args.reduction as string }),
  },
};
