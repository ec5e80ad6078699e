import type { Attributes } from '../../graph.js';
import type { OpDefinition } from '../../op.js';
import { zeros } from '../../tensor.js';
import { forEachElement, read4, write } from './access.js';
import { PICTURE_AXES, requireAxes, requireEntries } from './checks.js';
import { largestOperand } from './magnitude.js';

export interface AdaptivePoolAttributes extends Attributes {
  /** Height and width of the output. */
  readonly size: readonly number[];
}

/** The elements first … end − 1 that output `i` of `outputs` takes along an axis of `extent`. */
export function adaptiveWindow(
  extent: number,
  outputs: number,
  i: number,
): { readonly first: number; readonly end: number } {
  return {
    first: Math.floor((i * extent) / outputs),
    end: Math.ceil(((i + 1) * extent) / outputs),
  };
}

/** The length of the longest window along an axis. */
export function longestWindow(extent: number, outputs: number): number {
  let longest = 0;
  for (let i = 0; i < outputs; i++) {
    const { first, end } = adaptiveWindow(extent, outputs, i);
    longest = Math.max(longest, end - first);
  }
  return longest;
}

/** An op that makes one number, `take`, of each window, of which there are as many as asked for. */
export function adaptivePool(
  name: 'adaptive_avg_pool' | 'adaptive_max_pool',
  what: string,
  take: (elements: readonly number[]) => number,
): OpDefinition<AdaptivePoolAttributes> {
  return {
    name,
    summary:
      `${what} for an output of any size: output i of n along an axis of a elements takes those from ` +
      '⌊i·a/n⌋ to before ⌈(i+1)·a/n⌉, so that windows overlap where n does not divide a. ' +
      'Input [N,C,H,W], output [N,C] and the size.',
    inputs: [{ name: 'x' }],
    attributes: { size: { kind: 'integers', doc: 'height and width of the output' } },

    infer([x], { size }) {
      requireAxes(name, x, PICTURE_AXES, 0);
      requireEntries(name, { name: 'size', values: size }, 2, 1);
      return [{ element: x.element, shape: [x.shape[0], x.shape[1], ...size] }];
    },

    evaluate([x], { size }, [type]) {
      const y = zeros(type);
      const [, , height, width] = x.shape;
      forEachElement(type.shape, ([n, c, i, j], at) => {
        const rows = adaptiveWindow(height, size[0], i);
        const columns = adaptiveWindow(width, size[1], j);
        const elements: number[] = [];
        for (let h = rows.first; h < rows.end; h++) {
          for (let w = columns.first; w < columns.end; w++) elements.push(read4(x, n, c, h, w));
        }
        write(y, at, take(elements));
      });
      return [y];
    },

    window: ([{ shape }], { size }) => ({
      kernel: size.map((outputs, axis) => longestWindow(shape[axis + 2], outputs)),
      stride: size.map((outputs, axis) => shape[axis + 2] / outputs),
      dilation: [1, 1],
    }),

    magnitude: largestOperand,

    surface: {
      name,
      family: 'pooling',
      example: ['input x: tensor(1, 1, 4, 4)', `output y = x -> ${name}(2)`],
      conventions: 'The windows of PyTorch.',
      arguments: [{ name: 'size', kind: 'pair', doc: 'height and width of the output' }],
      attributes: (args) => ({ size: args.size as number[] }),
    },
  };
}
