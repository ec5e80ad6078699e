import type { Attributes } from '../graph.js';
import type { OpDefinition, SurfaceValues } from '../op.js';
import { ShapeError } from '../op.js';
import { zeros } from '../tensor.js';
import type { Shape, TensorType } from '../types.js';
import { ELEMENT_TYPES } from '../types.js';
import { forEachElement, readAt, write } from './shared/access.js';
import { requireEntries, requireInteger, resolveAxis, shapeText } from './shared/checks.js';
import { largestOperand } from './shared/magnitude.js';
import { axisOfRow } from './shared/row.js';

export interface SplitAttributes extends Attributes {
  readonly axis: number;
  readonly sizes: readonly number[];
}

export const split: OpDefinition<SplitAttributes> = {
  name: 'split',
  summary:
    'Takes a tensor apart along an axis: as many tensors as there are parts, one after another. What ' +
    '`concat` joins again.',
  inputs: [{ name: 'x', elements: ELEMENT_TYPES }],
  attributes: {
    axis: { kind: 'integer', doc: 'axis along which the parts follow each other' },
    sizes: { kind: 'integers', doc: 'extent of each part along it' },
  },

  infer([x], { axis: given, sizes }) {
    const axis = resolveAxis('split', given, x.shape.length);
    requireEntries('split', { name: 'sizes', values: sizes }, Math.max(1, sizes.length), 1);
    const sum = sizes.reduce((total, size) => total + size, 0);
    if (sum !== x.shape[axis]) {
      throw new ShapeError(
        'split',
        `split into ${shapeText(sizes)} takes ${sum} elements along axis ${axis}, ` +
          `but ${shapeText(x.shape)} has ${x.shape[axis]} there`,
        { input: 0, argument: 'sizes' },
      );
    }
    return sizes.map((size) => ({ element: x.element, shape: x.shape.with(axis, size) }));
  },

  evaluate([x], attributes, types) {
    const axis = resolveAxis('split', attributes.axis, x.shape.length);
    let before = 0;
    return types.map((type) => {
      const start = before;
      before += type.shape[axis];
      const part = zeros(type);
      forEachElement(type.shape, (coordinates, at) => {
        write(part, at, readAt(x, coordinates.with(axis, start + coordinates[axis])));
      });
      return part;
    });
  },

  asPicture: ({ axis, sizes }) => ({
    op: 'split',
    attributes: { axis: axisOfRow(axis), sizes },
  }),

  magnitude: largestOperand,

  surface: {
    name: 'split',
    family: 'shape',
    example: [
      'input x: tensor(1, 6, 2)',
      'first, second = x -> split(1, sizes = [2, 4])',
      'output first',
      'output second',
    ],
    conventions:
      'Parts are of equal size, and so many that the extent is a multiple; where PyTorch and ONNX make the ' +
      'last one smaller, give sizes. These are extents, as in PyTorch and ONNX; JAX takes the places between.',
    arguments: [
      { name: 'axis', kind: 'axis', doc: 'axis along which the parts follow each other' },
      { name: 'parts', kind: 'integer', default: null, doc: 'how many, all of one size' },
      { name: 'sizes', kind: 'integers', default: null, doc: 'or the extent of each' },
    ],
    attributes: splitArguments,
  },
};

function splitArguments(args: SurfaceValues, [x]: readonly TensorType[]): SplitAttributes {
  const axis = resolveAxis('split', args.axis as number, x.shape.length);
  const parts = args.parts as number | null;
  const sizes = args.sizes as readonly number[] | null;
  if (sizes !== null && parts === null) return { axis, sizes };
  if (sizes !== null || parts === null) {
    throw new ShapeError(
      'split',
      `split takes parts or sizes${sizes === null ? '' : ', not both'}`,
      {
        ...(sizes !== null && { argument: 'sizes' }),
        hint: `write \`split(${axis}, 2)\` or \`split(${axis}, sizes = [2, 4])\``,
      },
    );
  }
  requireInteger('split', 'parts', parts, 1);
  return { axis, sizes: equalSizes(x.shape, axis, parts) };
}

function equalSizes(shape: Shape, axis: number, parts: number): readonly number[] {
  const extent = shape[axis];
  if (extent % parts === 0) return Array.from({ length: parts }, () => extent / parts);
  throw new ShapeError(
    'split',
    `${extent} elements along axis ${axis} of ${shapeText(shape)} make no ${parts} parts of one size`,
    { input: 0, argument: 'parts', hint: 'give `sizes`, the extent of each part' },
  );
}
