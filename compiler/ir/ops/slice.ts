import type { Attributes } from '../graph.js';
import type { OpDefinition, SurfaceValues } from '../op.js';
import { ShapeError } from '../op.js';
import { zeros } from '../tensor.js';
import type { Shape, TensorType } from '../types.js';
import { ELEMENT_TYPES } from '../types.js';
import { forEachElement, readAt, write } from './shared/access.js';
import { requireEntries, resolveAxis, shapeText } from './shared/checks.js';
import { largestOperand } from './shared/magnitude.js';
import { axisOfRow } from './shared/row.js';

export interface SliceAttributes extends Attributes {
  readonly axes: readonly number[];
  readonly starts: readonly number[];
  readonly lengths: readonly number[];
  readonly steps: readonly number[];
}

export const slice: OpDefinition<SliceAttributes> = {
  name: 'slice',
  summary:
    'Part of a tensor: along axes[i] the elements starts[i], starts[i] + steps[i], …, lengths[i] of ' +
    'them; a negative step runs backwards. Axes that are not named are kept whole.',
  inputs: [{ name: 'x', elements: ELEMENT_TYPES }],
  attributes: {
    axes: { kind: 'integers', doc: 'the axes that are cut' },
    starts: { kind: 'integers', doc: 'the first element along each of them' },
    lengths: { kind: 'integers', doc: 'how many elements are taken along each' },
    steps: { kind: 'integers', doc: 'distance between elements; negative runs backwards' },
  },

  infer([x], attributes) {
    const shape = [...x.shape];
    for (const { axis, start, length, step } of sliceRanges(x.shape, attributes)) {
      const last = start + (length - 1) * step;
      const inside = start >= 0 && start < x.shape[axis] && last >= 0 && last < x.shape[axis];
      if (!inside) {
        throw new ShapeError(
          'slice',
          `slice takes ${length} elements from ${start} to ${last} along axis ${axis}, ` +
            `but ${shapeText(x.shape)} has only 0 to ${x.shape[axis] - 1} there`,
          { input: 0 },
        );
      }
      shape[axis] = length;
    }
    return [{ element: x.element, shape }];
  },

  evaluate([x], attributes, [type]) {
    const y = zeros(type);
    const ranges = sliceRanges(x.shape, attributes);
    forEachElement(type.shape, (coordinates, at) => {
      const source = [...coordinates];
      for (const { axis, start, step } of ranges) source[axis] = start + coordinates[axis] * step;
      write(y, at, readAt(x, source));
    });
    return [y];
  },

  asPicture: ({ axes, ...cut }) => ({
    op: 'slice',
    attributes: { ...cut, axes: axes.map(axisOfRow) },
  }),

  magnitude: largestOperand,

  surface: {
    name: 'slice',
    family: 'shape',
    example: ['input x: tensor(1, 6)', 'output y = x -> slice(1, start = 1, end = -1)'],
    conventions:
      'Positions follow Python: they count from 0, negative ones from the end, and end is not taken. ' +
      'Unlike there, a position outside the tensor is an error.',
    arguments: [
      { name: 'axis', kind: 'axis', doc: 'the axis that is cut' },
      {
        name: 'start',
        kind: 'integer',
        default: null,
        doc: 'first element; negative from the end',
      },
      { name: 'end', kind: 'integer', default: null, doc: 'first element not taken' },
      { name: 'step', kind: 'integer', default: 1, doc: 'distance; negative runs backwards' },
    ],
    attributes: sliceArguments,
  },
};

/** The cut along one axis: elements start, start + step, … */
export interface SliceRange {
  readonly axis: number;
  readonly start: number;
  readonly length: number;
  readonly step: number;
}

/** The attributes of a slice of `shape`, one entry per cut axis. Throws `ShapeError`. */
export function sliceRanges(shape: Shape, attributes: SliceAttributes): SliceRange[] {
  const { axes, starts, lengths, steps } = attributes;
  requireEntries('slice', { name: 'starts', values: starts }, axes.length, 0);
  requireEntries('slice', { name: 'lengths', values: lengths }, axes.length, 1);
  requireEntries('slice', { name: 'steps', values: steps }, axes.length, -Infinity);
  if (steps.includes(0)) throw zeroStep();
  const ranges = axes.map((axis, index) => ({
    axis: resolveAxis('slice', axis, shape.length, 'axes'),
    start: starts[index],
    length: lengths[index],
    step: steps[index],
  }));
  if (new Set(ranges.map((range) => range.axis)).size !== axes.length) {
    throw new ShapeError('axis', `slice names an axis twice: ${shapeText(axes)}`);
  }
  return ranges;
}

/**
 * start:end:step along one axis with Python's rules: negative positions count from the end, missing
 * ones mean all. Unlike Python an empty result or a position outside is an error.
 */
function sliceArguments(args: SurfaceValues, [x]: readonly TensorType[]): SliceAttributes {
  const axis = resolveAxis('slice', args.axis as number, x.shape.length);
  const extent = x.shape[axis];
  const step = args.step as number;
  if (step === 0) throw zeroStep();
  const fromEnd = (position: number) => (position < 0 ? position + extent : position);
  const start = args.start === null ? (step > 0 ? 0 : extent - 1) : fromEnd(args.start as number);
  const end = args.end === null ? (step > 0 ? extent : -1) : fromEnd(args.end as number);
  const given = `${String(args.start ?? '')}:${String(args.end ?? '')}:${step}`;
  if (start < 0 || start >= extent || end < -1 || end > extent) {
    throw new ShapeError(
      'slice',
      `slice ${given} reaches outside axis ${axis} of ${shapeText(x.shape)}, ` +
        `which has ${extent} elements`,
      { input: 0, argument: start < 0 || start >= extent ? 'start' : 'end' },
    );
  }
  const length = Math.ceil((end - start) / step);
  if (length < 1) {
    throw new ShapeError('slice', `slice ${given} along axis ${axis} takes no element`, {
      input: 0,
      argument: 'end',
    });
  }
  return { axes: [axis], starts: [start], lengths: [length], steps: [step] };
}

function zeroStep(): ShapeError {
  return new ShapeError('slice', 'slice cannot move in steps of 0', { argument: 'step' });
}
