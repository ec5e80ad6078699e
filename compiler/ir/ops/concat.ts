import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import type { Tensor } from '../tensor.js';
import { zeros } from '../tensor.js';
import { ELEMENT_TYPES } from '../types.js';
import { forEachElement, readAt, write } from './shared/access.js';
import { resolveAxis, shapeText } from './shared/checks.js';
import { largestOperand } from './shared/magnitude.js';
import { axisOfRow } from './shared/row.js';

export interface ConcatAttributes extends Attributes {
  readonly axis: number;
}

export const concat: OpDefinition<ConcatAttributes> = {
  name: 'concat',
  summary: 'Joins tensors one after another along an axis; all other extents must be equal.',
  inputs: [{ name: 'parts', variadic: true, elements: ELEMENT_TYPES }],
  attributes: { axis: { kind: 'integer', doc: 'axis along which the parts follow each other' } },

  infer(parts, attributes) {
    const [first] = parts;
    const axis = resolveAxis('concat', attributes.axis, first.shape.length);
    parts.forEach((part, index) => {
      const fits =
        part.shape.length === first.shape.length &&
        part.shape.every((extent, other) => other === axis || extent === first.shape[other]);
      if (fits) return;
      throw new ShapeError(
        'concat',
        `concat along axis ${axis} cannot join ${shapeText(first.shape)} and ` +
          `${shapeText(part.shape)} (part ${index + 1})`,
        { input: index, otherInput: 0, hint: `only the extents of axis ${axis} may differ` },
      );
    });
    const joined = parts.reduce((sum, part) => sum + part.shape[axis], 0);
    const shape = first.shape.map((extent, other) => (other === axis ? joined : extent));
    return [{ element: first.element, shape }];
  },

  evaluate(parts, attributes, [type]) {
    const axis = resolveAxis('concat', attributes.axis, type.shape.length);
    const y = zeros(type);
    forEachElement(type.shape, (coordinates, at) => {
      const { part, position } = locate(parts, axis, coordinates[axis]);
      write(y, at, readAt(part, coordinates.with(axis, position)));
    });
    return [y];
  },

  asPicture: ({ axis }) => ({ op: 'concat', attributes: { axis: axisOfRow(axis) } }),

  magnitude: largestOperand,

  surface: {
    name: 'concat',
    family: 'shape',
    example: [
      'input a: tensor(1, 2, 3)',
      'input b: tensor(1, 1, 3)',
      'output y = (a, b) -> concat(axis = 1)',
    ],
    conventions:
      'The axis is 1 unless given, the channels; PyTorch takes 0, and Keras −1, which are its channels.',
    arguments: [
      {
        name: 'axis',
        kind: 'axis',
        default: 1,
        doc: 'axis along which the parts follow each other',
      },
    ],
    attributes: (args, [first]) => ({
      axis: resolveAxis('concat', args.axis as number, first.shape.length),
    }),
  },
};

/** The part that holds `position` of the joined axis, and where in it. */
function locate(
  parts: readonly Tensor[],
  axis: number,
  position: number,
): { readonly part: Tensor; readonly position: number } {
  let rest = position;
  for (const part of parts) {
    if (rest < part.shape[axis]) return { part, position: rest };
    rest -= part.shape[axis];
  }
  throw new RangeError(`position ${position} lies behind the last part of concat`);
}
