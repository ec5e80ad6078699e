import type { Attributes } from '../graph.js';
import { roundUp } from '../layout.js';
import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import { zeros } from '../tensor.js';
import { elementCount } from '../types.js';
import { forEachElement, write } from './shared/access.js';
import { requireInteger, requireMinimumRank, resolveAxis, shapeText } from './shared/checks.js';
import { comesBefore, lineOf, requireCountable, withoutAxis } from './shared/order.js';

export interface TopKAttributes extends Attributes {
  readonly k: number;
  readonly axis: number;
}

/** What the kernel keeps of each line between its steps, of every second step each. */
export const TOP_K_TENSORS = ['chosen', 'positions'] as const;

export const topKIndices: OpDefinition<TopKAttributes> = {
  name: 'top_k_indices',
  summary:
    'Where the k largest elements along an axis are: the largest first, and of equal ones the first. ' +
    '`top_k` gives the elements, too. Found one after another, in O(n·k).',
  inputs: [{ name: 'x' }],
  attributes: {
    k: { kind: 'integer', doc: 'how many elements' },
    axis: { kind: 'integer', doc: 'the axis along which is looked' },
  },

  infer([x], { k, axis: given }) {
    requireMinimumRank('top_k_indices', x, 1, 0);
    const axis = resolveAxis('top_k_indices', given, x.shape.length);
    requireCountable('top_k_indices', x, axis);
    if (!Number.isInteger(k) || k < 1 || k > x.shape[axis]) {
      throw new ShapeError(
        'k',
        `top_k_indices takes from 1 to ${x.shape[axis]} elements along axis ${axis} of ` +
          `${shapeText(x.shape)}, not ${k}`,
        { input: 0, argument: 'k' },
      );
    }
    return [{ element: 'i32', shape: x.shape.with(axis, k) }];
  },

  evaluate([x], attributes, [type]) {
    const axis = resolveAxis('top_k_indices', attributes.axis, x.shape.length);
    const y = zeros(type);
    const lines = new Map<string, readonly number[]>();
    forEachElement(type.shape, (coordinates, at) => {
      const others = coordinates.toSpliced(axis, 1);
      const known = lines.get(others.join());
      const order = known ?? inOrder(lineOf(x, axis, others));
      lines.set(others.join(), order);
      write(y, at, order[coordinates[axis]]);
    });
    return [y];
  },

  workspace([x], { axis: given }) {
    const axis = resolveAxis('top_k_indices', given, x.shape.length);
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
    name: 'top_k_indices',
    family: 'order',
    example: ['input x: tensor(1, 5)', 'output y = x -> top_k_indices(2)'],
    conventions:
      'NaN comes before all numbers, as in PyTorch; ONNX leaves it open. Of equal elements the first ' +
      'comes first, as in ONNX; PyTorch leaves that open.',
    arguments: [
      { name: 'k', kind: 'integer', doc: 'how many elements' },
      { name: 'axis', kind: 'axis', default: -1, doc: 'the axis along which is looked' },
    ],
    attributes(args, [x]) {
      requireInteger('top_k_indices', 'k', args.k as number, 1);
      const axis = resolveAxis('top_k_indices', args.axis as number, x.shape.length);
      return { k: args.k as number, axis };
    },
  },
};

/** Positions, that of the largest element first. */
function inOrder(line: readonly number[]): number[] {
  return [...line.keys()].sort((i, j) => (comesBefore(line[i], i, line[j], j) ? -1 : 1));
}
