import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import type { Shape } from '../types.js';
import { ELEMENT_TYPES, elementCount } from '../types.js';
import { reshaped } from './shared/access.js';
import { requireEntries, shapeText } from './shared/checks.js';

export interface ReshapeAttributes extends Attributes {
  readonly shape: readonly number[];
}

export const reshape: OpDefinition<ReshapeAttributes> = {
  name: 'reshape',
  summary:
    'The same elements in row-major order under another shape. In a `.net` file one extent may be ' +
    '−1: it follows from the others.',
  inputs: [{ name: 'x', elements: ELEMENT_TYPES }],
  attributes: { shape: { kind: 'integers', doc: 'the new shape' } },
  view: true,

  infer([x], { shape }) {
    requireEntries('reshape', { name: 'shape', values: shape }, shape.length, 1);
    if (elementCount(shape) !== elementCount(x.shape)) throw mismatch(x.shape, shape);
    return [{ element: x.element, shape }];
  },

  evaluate: ([x], _attributes, [type]) => [reshaped(x, type.shape)],

  surface: {
    name: 'reshape',
    family: 'shape',
    example: ['input x: tensor(2, 3)', 'output y = x -> reshape([3, -1])'],
    conventions:
      'The batch is part of the shape, as in PyTorch and ONNX; Keras leaves it out. There is no 0 that ' +
      'copies an extent, as ONNX has it: write `x.shape[0]`.',
    arguments: [{ name: 'shape', kind: 'integers', doc: 'the new shape; one extent may be -1' }],
    attributes: (args, [x]) => ({ shape: resolveShape(x.shape, args.shape as number[]) }),
  },
};

function resolveShape(from: Shape, to: readonly number[]): readonly number[] {
  const open = to.indexOf(-1);
  if (open === -1) return to;
  if (to.includes(-1, open + 1)) {
    throw new ShapeError(
      'shape',
      `reshape can infer one extent, but ${shapeText(to)} leaves more`,
      {
        argument: 'shape',
        hint: 'only one extent may be -1',
      },
    );
  }
  const others = to.filter((_, axis) => axis !== open);
  requireEntries('reshape', { name: 'shape', values: others }, others.length, 1);
  const rest = elementCount(from) / elementCount(others);
  if (!Number.isInteger(rest)) throw mismatch(from, to);
  return to.map((extent, axis) => (axis === open ? rest : extent));
}

function mismatch(from: Shape, to: readonly number[]): ShapeError {
  const wanted = to.filter((extent) => extent !== -1);
  return new ShapeError(
    'shape',
    `reshape cannot turn ${shapeText(from)} with ${elementCount(from)} elements into ` +
      `${shapeText(to)}, which takes ${to.includes(-1) ? 'a multiple of ' : ''}${elementCount(wanted)}`,
    { input: 0, argument: 'shape' },
  );
}
