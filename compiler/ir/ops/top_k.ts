import type { Attributes } from '../graph.js';
import { roundUp } from '../layout.js';
import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import { zeros } from '../tensor.js';
import { elementCount } from '../types.js';
import { forEachElement, readAt, write } from './shared/access.js';
import { requireInteger, requireMinimumRank, resolveAxis, shapeText } from './shared/checks.js';
import { comesBefore, lineOf, requireCountable, withoutAxis } from './shared/order.js';

export interface TopKAttributes extends Attributes {
  readonly k: number;
  readonly axis: number;
}

/** What the kernel keeps of each line between its steps, of every second step each. */
export const TOP_K_TENSORS = ['chosen', 'positions'] as const;

export const topK: OpDefinition<TopKAttributes> = {
  name: 'top_k',
  summary:
    'The k largest elements along an axis and where they are: two tensors, the largest element first, and ' +
    'of equal ones the first. Found one after another, in O(n·k).',
  inputs: [{ name: 'x' }],
  attributes: {
    k: { kind: 'integer', doc: 'how many elements' },
    axis: { kind: 'integer', doc: 'the axis along which is looked' },
  },

  infer([x], { k, axis: given }) {
    requireMinimumRank('top_k', x, 1, 0);
    const axis = resolveAxis('top_k', given, x.shape.length);
    requireCountable('top_k', x, axis);
    if (!Number.isInteger(k) || k < 1 || k > x.shape[axis]) {
      throw new ShapeError(
        'k',
        `top_k takes from 1 to ${x.shape[axis]} elements along axis ${axis} of ` +
          `${shapeText(x.shape)}, not ${k}`,
        { input: 0, argument: 'k' },
      );
    }
    const shape = x.shape.with(axis, k);
    return [
      { element: x.element, shape },
      { element: 'i32', shape },
    ];
  },

  evaluate([x], attributes, [elementsType, positionsType]) {
    const axis = resolveAxis('top_k', attributes.axis, x.shape.length);
    const elements = zeros(elementsType);
    const positions = zeros(positionsType);
    const lines = new Map<string, readonly number[]>();
    forEachElement(positionsType.shape, (coordinates, at) => {
      const others = coordinates.toSpliced(axis, 1);
      const known = lines.get(others.join());
      const order = known ?? inOrder(lineOf(x, axis, others));
      lines.set(others.join(), order);
      const position = order[coordinates[axis]];
      write(positions, at, position);
      write(elements, at, readAt(x, coordinates.with(axis, position)));
    });
    return [elements, positions];
  },

  workspace([x], { axis: given }) {
    const axis = resolveAxis('top_k', given, x.shape.length);
    // Whole vectors in each row: what is stored beside a short one must not be in the other step's.
    const lines = withoutAxis(x.shape, axis);
    const row = lines.at(-1) ?? 1;
    const shape = [2, ...(lines.length === 0 ? [] : lines.with(-1, roundUp(row, 4)))];
    return TOP_K_TENSORS.map((name, number) => ({
      name,
      shape,
      offset: number * roundUp(elementCount(shape), 4),
    }));
  },

  surface: {
    name: 'top_k',
    family: 'order',
    example: [
      'input x: tensor(1, 5)',
      'elements, positions = x -> top_k(2)',
      'output elements',
      'output positions',
    ],
    conventions:
      'NaN comes before all numbers, as in PyTorch; ONNX leaves it open. Of equal elements the first ' +
      'comes first, as in ONNX; PyTorch leaves that open.',
    arguments: [
      { name: 'k', kind: 'integer', doc: 'how many elements' },
      { name: 'axis', kind: 'axis', default: -1, doc: 'the axis along which is looked' },
    ],
    attributes(args, [x]) {
      requireInteger('top_k', 'k', args.k as number, 1);
      const axis = resolveAxis('top_k', args.axis as number, x.shape.length);
      return { k: args.k as number, axis };
    },
  },
};

/** Positions, that of the largest element first. */
function inOrder(line: readonly number[]): number[] {
  return [...line.keys()].sort((i, j) => (comesBefore(line[i], i, line[j], j) ? -1 : 1));
}
