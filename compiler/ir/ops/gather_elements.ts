import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import { zeros } from '../tensor.js';
import { ELEMENT_TYPES } from '../types.js';
import { forEachElement, readAt, write } from './shared/access.js';
import { requireMinimumRank, resolveAxis, shapeText } from './shared/checks.js';
import { entryAt } from './shared/entry.js';
import { INDEX_CONVENTIONS } from './shared/gather.js';
import type { GatherAttributes } from './gather.js';
import { largestOperand } from './shared/magnitude.js';

export const gatherElements: OpDefinition<GatherAttributes> = {
  name: 'gather_elements',
  summary:
    'Takes elements, each from where its own integer says: y[…,j,…] = ' +
    'x[…,indices[…,j,…],…]. `indices` has the shape of the result, and that of x but for the axis.',
  inputs: [
    { name: 'x', elements: ELEMENT_TYPES },
    { name: 'indices', elements: ['i32'] },
  ],
  attributes: { axis: { kind: 'integer', doc: 'the axis that is indexed' } },

  indices: ([x], attributes) => ({
    operand: 1,
    entries: x.shape[resolveAxis('gather_elements', attributes.axis, x.shape.length)],
  }),

  infer([x, indices], attributes) {
    requireMinimumRank('gather_elements', x, 1, 0);
    const axis = resolveAxis('gather_elements', attributes.axis, x.shape.length);
    const isFitting =
      indices.shape.length === x.shape.length &&
      indices.shape.every((extent, at) => at === axis || extent === x.shape[at]);
    if (!isFitting) {
      throw new ShapeError(
        'indices',
        `the indices of gather_elements must have the shape ${shapeText(x.shape)} of what they index, ` +
          `but for axis ${axis}, and are ${shapeText(indices.shape)}`,
        { input: 1, otherInput: 0 },
      );
    }
    return [{ element: x.element, shape: indices.shape }];
  },

  evaluate([x, indices], attributes, [type]) {
    const axis = resolveAxis('gather_elements', attributes.axis, x.shape.length);
    const y = zeros(type);
    forEachElement(type.shape, (coordinates, at) => {
      const entry = entryAt(readAt(indices, coordinates), x.shape[axis]);
      write(y, at, readAt(x, coordinates.with(axis, entry)));
    });
    return [y];
  },

  magnitude: ([x]) => largestOperand([x]),

  surface: {
    name: 'gather_elements',
    family: 'shape',
    example: [
      'input x: tensor(2, 6)',
      'input indices: tensor(2, 3, i32)',
      'output y = gather_elements(x, indices)',
    ],
    conventions: `This is GatherElements of ONNX, \`torch.gather\` and \`take_along_axis\`. ${INDEX_CONVENTIONS}`,
    arguments: [{ name: 'axis', kind: 'axis', default: -1, doc: 'the axis that is indexed' }],
    attributes: (args, [x]) => ({
      axis: resolveAxis('gather_elements', args.axis as number, x.shape.length),
    }),
  },
};
