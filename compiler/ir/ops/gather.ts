import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { ELEMENT_TYPES } from '../types.js';
import { requireMinimumRank, resolveAxis } from './shared/checks.js';
import { gatherAlong, gatheredShape, INDEX_CONVENTIONS } from './shared/gather.js';
import { largestOperand } from './shared/magnitude.js';

export interface GatherAttributes extends Attributes {
  readonly axis: number;
}

export const gather: OpDefinition<GatherAttributes> = {
  name: 'gather',
  summary:
    'Takes elements along an axis from where integers say: y[…,j,…] = x[…,indices[j],…]. The axes of ' +
    '`indices`, of which there may be any number, take the place of the one that it indexes.',
  inputs: [
    { name: 'x', elements: ELEMENT_TYPES },
    { name: 'indices', elements: ['i32'] },
  ],
  attributes: { axis: { kind: 'integer', doc: 'the axis that is indexed' } },

  scalarOperands([x, indices], attributes, along) {
    const axis = resolveAxis('gather', attributes.axis, x.shape.length);
    const rank = indices.shape.length;
    return along < axis || along >= axis + rank ? [1] : [];
  },

  indices: ([x], attributes) => ({
    operand: 1,
    entries: x.shape[resolveAxis('gather', attributes.axis, x.shape.length)],
  }),

  infer([x, indices], attributes) {
    requireMinimumRank('gather', x, 1, 0);
    const axis = resolveAxis('gather', attributes.axis, x.shape.length);
    return [{ element: x.element, shape: gatheredShape(x.shape, indices.shape, axis) }];
  },

  evaluate([x, indices], attributes, [type]) {
    const axis = resolveAxis('gather', attributes.axis, x.shape.length);
    return gatherAlong(x, indices, axis, type);
  },

  magnitude: ([x]) => largestOperand([x]),

  surface: {
    name: 'gather',
    family: 'shape',
    example: [
      'input x: tensor(1, 6)',
      'input indices: tensor(3, i32)',
      'output y = gather(x, indices, axis = 1)',
    ],
    conventions: `This is Gather of ONNX and \`take\` of NumPy, not \`torch.gather\`. ${INDEX_CONVENTIONS}`,
    arguments: [{ name: 'axis', kind: 'axis', default: 0, doc: 'the axis that is indexed' }],
    attributes: (args, [x]) => ({
      axis: resolveAxis('gather', args.axis as number, x.shape.length),
    }),
  },
};
