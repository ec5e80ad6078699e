import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { ELEMENT_TYPES, elementCount } from '../types.js';
import { reshaped } from './shared/access.js';
import { resolveAxis } from './shared/checks.js';

export interface FlattenAttributes extends Attributes {
  readonly axis: number;
}

export const flatten: OpDefinition<FlattenAttributes> = {
  name: 'flatten',
  summary:
    'Merges an axis and all behind it into one: with axis 1, [N,C,H,W] → [N,C·H·W]. Elements keep ' +
    'their row-major order.',
  inputs: [{ name: 'x', elements: ELEMENT_TYPES }],
  attributes: { axis: { kind: 'integer', doc: 'the first of the axes that are merged' } },
  view: true,

  infer([x], attributes) {
    const axis = resolveAxis('flatten', attributes.axis, x.shape.length);
    const merged = elementCount(x.shape.slice(axis));
    return [{ element: x.element, shape: [...x.shape.slice(0, axis), merged] }];
  },

  evaluate: ([x], _attributes, [type]) => [reshaped(x, type.shape)],

  surface: {
    name: 'flatten',
    family: 'shape',
    example: ['input x: tensor(1, 16, 5, 5)', 'output y = x -> flatten'],
    conventions:
      'As in PyTorch, axes before `axis` stay as they are. ONNX merges those, too: its result is always a ' +
      'matrix.',
    arguments: [
      { name: 'axis', kind: 'axis', default: 1, doc: 'the first of the axes that are merged' },
    ],
    attributes: (args, [x]) => ({
      axis: resolveAxis('flatten', args.axis as number, x.shape.length),
    }),
  },
};
