import type { Attributes } from '../graph.js';
import type { OpDefinition, SurfaceValues } from '../op.js';
import { ShapeError } from '../op.js';
import { zeros } from '../tensor.js';
import type { TensorType } from '../types.js';
import { forEachElement, readAt, write } from './shared/access.js';
import { requireEntries, requireMinimumRank, resolveAxis } from './shared/checks.js';
import { explicitPadding } from './shared/window.js';

export interface PadAttributes extends Attributes {
  /** Elements added before each axis, then after each axis. */
  readonly pads: readonly number[];
  readonly value: number;
}

export const pad: OpDefinition<PadAttributes> = {
  name: 'pad',
  summary:
    'Adds elements of one value around a tensor, along any axes: pads holds how many come before ' +
    'each axis, then how many after each.',
  inputs: [{ name: 'x' }],
  attributes: {
    pads: { kind: 'integers', doc: 'elements before each axis, then after each axis' },
    value: { kind: 'number', doc: 'what the new elements are' },
  },

  infer([x], { pads }) {
    const rank = x.shape.length;
    requireEntries('pad', { name: 'padding', values: pads }, 2 * rank, 0);
    const shape = x.shape.map((extent, axis) => extent + pads[axis] + pads[axis + rank]);
    return [{ element: x.element, shape }];
  },

  evaluate([x], { pads, value }, [type]) {
    const y = zeros(type.shape);
    forEachElement(type.shape, (coordinates, at) => {
      const source = coordinates.map((coordinate, axis) => coordinate - pads[axis]);
      const inside = source.every((place, axis) => place >= 0 && place < x.shape[axis]);
      write(y, at, inside ? readAt(x, source) : value);
    });
    return [y];
  },

  surface: {
    name: 'pad',
    arguments: [
      {
        name: 'padding',
        kind: 'padding',
        doc: 'around the picture; with `axis`: an integer or [before, after]',
      },
      { name: 'value', kind: 'number', default: 0, doc: 'what the new elements are' },
      { name: 'axis', kind: 'axis', default: null, doc: 'pad this axis instead of the picture' },
    ],
    attributes: (args, inputs) => ({
      pads: padArguments(args, inputs),
      value: args.value as number,
    }),
  },
};

function padArguments(args: SurfaceValues, [x]: readonly TensorType[]): number[] {
  const rank = x.shape.length;
  const pads = new Array<number>(2 * rank).fill(0);
  if (typeof args.padding === 'string') {
    throw new ShapeError('padding', `pad needs numbers, but got "${args.padding}"`, {
      argument: 'padding',
      hint: '"same" and "valid" depend on a kernel; pad has none',
    });
  }
  if (args.axis !== null) {
    const axis = resolveAxis('pad', args.axis as number, rank);
    [pads[axis], pads[axis + rank]] = explicitPadding('pad', args.padding, 1);
    return pads;
  }
  requireMinimumRank('pad', x, 2, 0);
  const [top, left, bottom, right] = explicitPadding('pad', args.padding, 2);
  [pads[rank - 2], pads[rank - 1], pads[2 * rank - 2], pads[2 * rank - 1]] = [
    top,
    left,
    bottom,
    right,
  ];
  return pads;
}
