import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import { rowMajorStrides, sameShape } from '../types.js';
import { readAt } from './shared/access.js';
import { ARITHMETIC } from './shared/arithmetic.js';
import { requireMinimumRank, resolveAxis, shapeText } from './shared/checks.js';
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

export interface ScatterElementsAttributes extends ScatterAttributes {
  readonly axis: number;
}

export const scatterElements: OpDefinition<ScatterElementsAttributes> = {
  name: 'scatter_elements',
  summary:
    'Puts elements where integers say, each by its own: y[…,indices[…,j,…],…] = updates[…,j,…]. ' +
    `${SCATTER_TEXT} \`indices\` and \`updates\` have one shape, no larger than that of x but for the axis.`,
  inputs: [
    { name: 'x', elements: ARITHMETIC },
    { name: 'indices', elements: ['i32'] },
    { name: 'updates', elements: ARITHMETIC },
  ],
  attributes: {
    axis: { kind: 'integer', doc: 'the axis that is indexed' },
    reduction: REDUCTION_SCHEMA,
  },
  alone: true,

  scalarOperands: () => [0, 1, 2],

  indices: ([x], { axis }) => ({
    operand: 1,
    entries: x.shape[resolveAxis('scatter_elements', axis, x.shape.length)],
  }),

  infer([x, indices, updates], attributes) {
    requireMinimumRank('scatter_elements', x, 1, 0);
    const axis = resolveAxis('scatter_elements', attributes.axis, x.shape.length);
    requireReduction('scatter_elements', attributes.reduction);
    const isFitting =
      indices.shape.length === x.shape.length &&
      indices.shape.every((extent, at) => at === axis || extent <= x.shape[at]);
    if (!isFitting) {
      throw new ShapeError(
        'indices',
        `the indices of scatter_elements must lie in the shape ${shapeText(x.shape)} of what they index, ` +
          `but for axis ${axis}, and are ${shapeText(indices.shape)}`,
        { input: 1, otherInput: 0 },
      );
    }
    if (!sameShape(updates.shape, indices.shape)) {
      throw new ShapeError(
        'updates',
        `scatter_elements needs an index for each update, but updates are ${shapeText(updates.shape)} and ` +
          `indices ${shapeText(indices.shape)}`,
        { input: 2, otherInput: 1 },
      );
    }
    return [x];
  },

  evaluate([x, indices, updates], attributes, [type]) {
    const axis = resolveAxis('scatter_elements', attributes.axis, x.shape.length);
    const strides = rowMajorStrides(x.shape);
    return scattered(x, updates, attributes, type, (coordinates) => {
      const entry = entryAt(readAt(indices, coordinates), x.shape[axis]);
      return coordinates
        .with(axis, entry)
        .reduce((place, coordinate, at) => place + coordinate * strides[at], 0);
    });
  },

  magnitude: scatterMagnitude,

  surface: {
    name: 'scatter_elements',
    family: 'shape',
    example: [
      'input x: tensor(2, 4)',
      'input updates: tensor(2, 2)',
      'output y = scatter_elements(x, [[0, 2], [3, 3]], updates)',
    ],
    conventions:
      'This is ScatterElements of ONNX, whose axis is 0 unless told, and `torch.scatter`, which leaves open which of ' +
      `several updates of a place stays. ${INDEX_CONVENTIONS}`,
    arguments: [
      { name: 'axis', kind: 'axis', default: -1, doc: 'the axis that is indexed' },
      REDUCTION_ARGUMENT,
    ],
    attributes: (args, [x]) => ({
      axis: resolveAxis('scatter_elements', args.axis as number, x.shape.length),
      reduction: args.reduction as string,
    }),
  },
};
