import type { Attributes } from '../../graph.js';
import type { OpDefinition } from '../../op.js';
import { ShapeError } from '../../op.js';
import { zeros } from '../../tensor.js';
import type { ElementType, Shape } from '../../types.js';
import { elementCount } from '../../types.js';
import { forEachElement, read, write } from './access.js';
import { resolveAxis, shapeText } from './checks.js';

export interface ReductionAttributes extends Attributes {
  readonly axes: readonly number[];
  readonly keepdims: boolean;
}

/** Elements taken together: all along some axes make one. */
interface ReductionOp {
  readonly name: string;
  readonly summary: string;
  /** Where frameworks disagree, beyond what holds for all reductions. */
  readonly conventions?: string;
  /** The types that it takes; absent means f32 alone. */
  readonly elements?: readonly ElementType[];
  /** One number of those that are taken together, which lie at these places of `data`. */
  readonly reduce: (elements: readonly number[], element: ElementType) => number;
  readonly magnitude?: OpDefinition<ReductionAttributes>['magnitude'];
}

/** Builds the definition of an op that takes all elements along some axes together. */
export function reductionOp(options: ReductionOp): OpDefinition<ReductionAttributes> {
  const { name, summary, conventions, elements, magnitude } = options;
  return {
    name,
    summary,
    inputs: [{ name: 'x', ...(elements && { elements }) }],
    attributes: {
      axes: { kind: 'integers', doc: 'the axes whose elements are taken together, in order' },
      keepdims: { kind: 'boolean', doc: 'these axes stay, with one element each' },
    },

    infer([x], { axes, keepdims }) {
      requireAxesInOrder(name, axes, x.shape.length);
      return [{ element: x.element, shape: reducedShape(x.shape, axes, keepdims) }];
    },

    asPicture: ({ axes, keepdims }) => ({
      op: name,
      attributes: { axes: axes.flatMap((axis) => (axis === 2 ? [2, 3] : [axis])), keepdims },
    }),

    evaluate([x], { axes }, [type]) {
      const y = zeros(type);
      const kept = x.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
      const together: number[][] = Array.from({ length: elementCount(kept) }, () => []);
      forEachElement(x.shape, (coordinates, at) => {
        const place = kept.reduce(
          (index, extent, axis) => index * extent + (extent === 1 ? 0 : coordinates[axis]),
          0,
        );
        together[place].push(read(x, at));
      });
      together.forEach((several, at) => {
        write(y, at, options.reduce(several, type.element));
      });
      return [y];
    },

    ...(magnitude && { magnitude }),

    surface: {
      name,
      family: 'reduction',
      example: ['input x: tensor(1, 2, 2, 3)', `output y = x -> ${name}([2, 3])`],
      conventions:
        'All axes unless told otherwise, as in PyTorch, Keras and ONNX. What is reduced is dropped from ' +
        'the shape unless keepdims = true, as in PyTorch and Keras; ONNX keeps it.' +
        (conventions === undefined ? '' : ` ${conventions}`),
      arguments: [
        {
          name: 'axes',
          kind: 'axes',
          default: null,
          doc: 'the axes whose elements are taken together; all if not given',
        },
        {
          name: 'keepdims',
          kind: 'boolean',
          default: false,
          doc: 'keep these axes, with one element each',
        },
      ],
      attributes: (args, [x]) => ({
        axes: resolvedAxes(name, args.axes as readonly number[] | null, x.shape.length),
        keepdims: args.keepdims as boolean,
      }),
    },
  };
}

/** Axes counted from either end, in order. Throws `ShapeError` for one that isn't there, or twice. */
function resolvedAxes(name: string, axes: readonly number[] | null, rank: number): number[] {
  if (axes === null) return Array.from({ length: rank }, (_, axis) => axis);
  const resolved = axes.map((axis) => resolveAxis(name, axis, rank, 'axes'));
  const sorted = resolved.toSorted((a, b) => a - b);
  const twice = sorted.find((axis, at) => axis === sorted[at + 1]);
  if (twice === undefined) return sorted;
  throw new ShapeError('axes', `${name} got axis ${twice} twice: ${shapeText(axes)}`, {
    argument: 'axes',
  });
}

function requireAxesInOrder(name: string, axes: readonly number[], rank: number): void {
  const isValid = axes.every(
    (axis, at) => Number.isInteger(axis) && axis < rank && axis > (at === 0 ? -1 : axes[at - 1]),
  );
  if (isValid) return;
  throw new ShapeError(
    'axes',
    `axes of ${name} must be rising numbers from 0 to ${rank - 1}, but are ${shapeText(axes)}`,
    { input: 0, argument: 'axes' },
  );
}

function reducedShape(shape: Shape, axes: readonly number[], keepdims: boolean): number[] {
  return keepdims
    ? shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent))
    : shape.filter((_, axis) => !axes.includes(axis));
}
