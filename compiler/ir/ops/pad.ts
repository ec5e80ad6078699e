import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import { isElement, zeros } from '../tensor.js';
import { ELEMENT_TYPES, typeText } from '../types.js';
import { forEachElement, readAt, write } from './shared/access.js';
import type { BorderAttributes } from './shared/border-padding.js';
import {
  BORDER_SCHEMA,
  borderArguments,
  borderedType,
  borderPads,
} from './shared/border-padding.js';
import { padsOfRow } from './shared/row.js';

export interface PadAttributes extends BorderAttributes {
  readonly value: number;
}

export const pad: OpDefinition<PadAttributes> = {
  name: 'pad',
  summary:
    'Adds elements of one value around a tensor: pads holds how many come before ' +
    'each axis, then how many after each.',
  inputs: [{ name: 'x', elements: ELEMENT_TYPES }],
  attributes: {
    ...BORDER_SCHEMA,
    value: { kind: 'number', doc: 'what the new elements are' },
  },

  infer([x], { pads, value }) {
    if (!isElement(x.element, value)) {
      throw new ShapeError('value', `pad cannot put ${value} around ${typeText(x)}`, {
        input: 0,
        argument: 'value',
        hint: `it must be an element of type ${x.element}`,
      });
    }
    return [borderedType('pad', x, pads)];
  },

  evaluate([x], { pads, value }, [type]) {
    const y = zeros(type);
    forEachElement(type.shape, (coordinates, at) => {
      const source = coordinates.map((coordinate, axis) => coordinate - pads[axis]);
      const inside = source.every((place, axis) => place >= 0 && place < x.shape[axis]);
      write(y, at, inside ? readAt(x, source) : value);
    });
    return [y];
  },

  asPicture: ({ pads, value }) => ({ op: 'pad', attributes: { pads: padsOfRow(pads), value } }),

  magnitude: ([x], { value }) => Math.max(x, Math.abs(value)),

  surface: {
    name: 'pad',
    family: 'border',
    example: ['input x: tensor(1, 1, 2, 3)', 'output y = x -> pad([0, 1], value = 9)'],
    conventions:
      'A list begins at the top, [top, left, bottom, right]; that of torch.nn.functional.pad begins at the ' +
      'last axis, [left, right, top, bottom].',
    arguments: borderArguments({
      name: 'value',
      kind: 'number',
      default: 0,
      doc: 'what the new elements are',
    }),
    attributes: (args, inputs) => ({
      pads: borderPads('pad', args, inputs),
      value: args.value as number,
    }),
  },
};
