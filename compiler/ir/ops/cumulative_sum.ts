import type { Attributes } from '../graph.js';
import type { OpDefinition } from '../op.js';
import { zeros } from '../tensor.js';
import type { Shape } from '../types.js';
import { elementCount } from '../types.js';
import { read, write } from './shared/access.js';
import { ARITHMETIC } from './shared/arithmetic.js';
import { resolveAxis } from './shared/checks.js';

export interface CumulativeSumAttributes extends Attributes {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

export const cumulativeSum: OpDefinition<CumulativeSumAttributes> = {
  name: 'cumulative_sum',
  summary:
    'Sums along one axis up to each place: y_i = Σ x_j over j ≤ i. Terms are added one after another, with `reverse` ' +
    'from the end on, each element read once.',
  inputs: [{ name: 'x', elements: ARITHMETIC }],
  attributes: {
    axis: { kind: 'integer', doc: 'axis along which is summed' },
    exclusive: { kind: 'boolean', doc: 'without the element itself: the first sum is 0' },
    reverse: { kind: 'boolean', doc: 'from the end: Σ x_j over j ≥ i' },
  },

  infer([x], { axis }) {
    resolveAxis('cumulative_sum', axis, x.shape.length);
    return [x];
  },

  evaluate([x], { exclusive, reverse, ...attributes }, [type]) {
    const axis = resolveAxis('cumulative_sum', attributes.axis, x.shape.length);
    const y = zeros(type);
    const extent = x.shape[axis];
    const inner = elementCount(x.shape.slice(axis + 1));
    const isWhole = type.element === 'i32';
    for (let o = 0; o < elementCount(x.shape.slice(0, axis)); o++) {
      for (let i = 0; i < inner; i++) {
        let sum = 0;
        for (let step = 0; step < extent; step++) {
          const place = (o * extent + (reverse ? extent - 1 - step : step)) * inner + i;
          const next = isWhole ? (sum + read(x, place)) | 0 : sum + read(x, place);
          write(y, place, exclusive ? sum : next);
          sum = next;
        }
      }
    }
    return [y];
  },

  workspace([{ element, shape }], attributes) {
    const axis = resolveAxis('cumulative_sum', attributes.axis, shape.length);
    const extents = axesBeside(shape, axis).map((each) => shape[each]);
    return [{ name: 'sums', ...(element === 'i32' && { element }), shape: extents, offset: 0 }];
  },

  surface: {
    name: 'cumulative_sum',
    family: 'reduction',
    example: ['input x: tensor(1, 5)', 'output y = x -> cumulative_sum'],
    conventions:
      'Along the last axis unless told otherwise; PyTorch and ONNX want it said. `exclusive` and `reverse` are ' +
      'those of ONNX and Keras. Of i32 it is modulo 2³².',
    arguments: [
      { name: 'axis', kind: 'axis', default: -1, doc: 'axis along which is summed' },
      { name: 'exclusive', kind: 'boolean', default: false, doc: 'without the element itself' },
      { name: 'reverse', kind: 'boolean', default: false, doc: 'from the end' },
    ],
    attributes: (args, [x]) => ({
      axis: resolveAxis('cumulative_sum', args.axis as number, x.shape.length),
      exclusive: args.exclusive as boolean,
      reverse: args.reverse as boolean,
    }),
  },
};

/**
 * The other axes, which a kernel goes along side by side, in the order in which they lie in its workspace: of a
 * picture channels last, as it lies itself.
 */
export function axesBeside(shape: Shape, axis: number): number[] {
  const all = shape.length === 4 ? [0, 2, 3, 1] : [...shape.keys()];
  return all.filter((each) => each !== axis);
}
