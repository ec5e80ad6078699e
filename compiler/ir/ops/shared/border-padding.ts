import type { Attributes } from '../../graph.js';
import type { OpDefinition, SurfaceArgument, SurfaceValues } from '../../op.js';
import { ShapeError } from '../../op.js';
import { zeros } from '../../tensor.js';
import type { TensorType } from '../../types.js';
import { ELEMENT_TYPES } from '../../types.js';
import { forEachElement, readAt, write } from './access.js';
import { requireEntries, requireMinimumRank, resolveAxis } from './checks.js';
import { padsOfRow } from './row.js';
import { explicitPadding } from './window.js';
import { largestOperand } from './magnitude.js';

/** What all ops that put a border around a tensor have in common. */
export interface BorderAttributes extends Attributes {
  /** Elements added before each axis, then after each axis. */
  readonly pads: readonly number[];
}

export const BORDER_SCHEMA = {
  pads: { kind: 'integers', doc: 'elements before each axis, then after each axis' },
} as const;

const PADDING: SurfaceArgument = {
  name: 'padding',
  kind: 'padding',
  doc: 'around the feature map; with `axis`: an integer or [before, after]',
};
const AXIS: SurfaceArgument = {
  name: 'axis',
  kind: 'axis',
  default: null,
  doc: 'pad this axis instead of the feature map',
};

/** `padding`, then what the op needs besides, then `axis`. */
export function borderArguments(...between: readonly SurfaceArgument[]): SurfaceArgument[] {
  return [PADDING, ...between, AXIS];
}

/** The attribute `pads` that `padding` and `axis` stand for. Throws `ShapeError`. */
export function borderPads(
  op: string,
  args: SurfaceValues,
  [x]: readonly TensorType[],
): readonly number[] {
  const rank = x.shape.length;
  const pads = new Array<number>(2 * rank).fill(0);
  if (typeof args.padding === 'string') {
    throw new ShapeError('padding', `${op} needs numbers, but got "${args.padding}"`, {
      argument: 'padding',
      hint: `"same" and "valid" depend on a kernel; ${op} has none`,
    });
  }
  if (args.axis !== null) {
    const axis = resolveAxis(op, args.axis as number, rank);
    [pads[axis], pads[axis + rank]] = explicitPadding(op, args.padding, 1);
    return pads;
  }
  requireMinimumRank(op, x, 2, 0);
  const [top, left, bottom, right] = explicitPadding(op, args.padding, 2);
  [pads[rank - 2], pads[rank - 1], pads[2 * rank - 2], pads[2 * rank - 1]] = [
    top,
    left,
    bottom,
    right,
  ];
  return pads;
}

/** The type of `x` with `pads` around it. Throws `ShapeError`. */
export function borderedType(op: string, x: TensorType, pads: readonly number[]): TensorType {
  const rank = x.shape.length;
  requireEntries(op, { name: 'padding', values: pads }, 2 * rank, 0);
  const shape = x.shape.map((extent, axis) => extent + pads[axis] + pads[axis + rank]);
  return { element: x.element, shape };
}

/** Builds the definition of an op whose border repeats elements of the tensor itself. */
export function borderOp(options: {
  readonly name: string;
  readonly summary: string;
  readonly conventions?: string;
  /** The widest border of an axis of `extent` elements, and what that is in words. */
  readonly limit?: { readonly of: (extent: number) => number; readonly doc: string };
  /** The element, of `extent`, that stands at `position`, which may lie before or behind them. */
  source(position: number, extent: number): number;
}): OpDefinition<BorderAttributes> {
  const { name, summary, conventions, limit } = options;
  return {
    name,
    summary,
    inputs: [{ name: 'x', elements: ELEMENT_TYPES }],
    attributes: BORDER_SCHEMA,

    infer([x], { pads }) {
      const type = borderedType(name, x, pads);
      x.shape.forEach((extent, axis) => {
        const most = limit?.of(extent) ?? Infinity;
        const widest = Math.max(pads[axis], pads[axis + x.shape.length]);
        if (widest <= most) return;
        throw new ShapeError(
          'padding',
          `${name} cannot put ${widest} elements beside the ${extent} of axis ${axis}`,
          { argument: 'padding', hint: limit?.doc },
        );
      });
      return [type];
    },

    evaluate([x], { pads }, [type]) {
      const y = zeros(type);
      forEachElement(type.shape, (coordinates, at) => {
        const inside = coordinates.map((coordinate, axis) =>
          options.source(coordinate - pads[axis], x.shape[axis]),
        );
        write(y, at, readAt(x, inside));
      });
      return [y];
    },

    asPicture: ({ pads }) => ({ op: name, attributes: { pads: padsOfRow(pads) } }),

    magnitude: largestOperand,

    surface: {
      name,
      family: 'border',
      example: ['input x: tensor(1, 1, 1, 4)', `output y = x -> ${name}([0, 2])`],
      conventions,
      arguments: borderArguments(),
      attributes: (args, inputs) => ({ pads: borderPads(name, args, inputs) }),
    },
  };
}
