import type { Attributes } from '../../graph.js';
import type { OpDefinition } from '../../op.js';
import { zeros } from '../../tensor.js';
import { elementCount } from '../../types.js';
import { read, write } from './access.js';
import { resolveAxis } from './checks.js';

export interface SoftmaxAttributes extends Attributes {
  readonly axis: number;
}

/** Builds softmax and its logarithm: results of one axis together, from what each element is below the largest. */
export function softmaxOp(options: {
  readonly name: string;
  readonly summary: string;
  readonly axis: string;
  readonly conventions?: string;
  readonly magnitude?: () => number;
  /** From x − m, m being the largest x, and Σ e^(x − m). */
  result(shifted: number, sum: number): number;
}): OpDefinition<SoftmaxAttributes> {
  const { name, summary, axis: doc, conventions, magnitude } = options;
  return {
    name,
    summary,
    inputs: [{ name: 'x' }],
    attributes: { axis: { kind: 'integer', doc } },

    infer([x], { axis }) {
      resolveAxis(name, axis, x.shape.length);
      return [x];
    },

    evaluate([x], attributes, [type]) {
      const axis = resolveAxis(name, attributes.axis, x.shape.length);
      const y = zeros(type);
      const extent = x.shape[axis];
      const outer = elementCount(x.shape.slice(0, axis));
      const inner = elementCount(x.shape.slice(axis + 1));
      for (let o = 0; o < outer; o++) {
        for (let i = 0; i < inner; i++) {
          const place = (j: number) => (o * extent + j) * inner + i;
          let largest = -Infinity;
          for (let j = 0; j < extent; j++) largest = Math.max(largest, read(x, place(j)));
          let sum = 0;
          for (let j = 0; j < extent; j++) sum += Math.exp(read(x, place(j)) - largest);
          for (let j = 0; j < extent; j++) {
            write(y, place(j), options.result(read(x, place(j)) - largest, sum));
          }
        }
      }
      return [y];
    },

    ...(magnitude && { magnitude }),

    surface: {
      name,
      family: 'activation',
      example: ['input x: tensor(1, 4)', `output y = x -> ${name}`],
      ...(conventions === undefined ? {} : { conventions }),
      arguments: [{ name: 'axis', kind: 'axis', default: -1, doc }],
      attributes: (args, [x]) => ({
        axis: resolveAxis(name, args.axis as number, x.shape.length),
      }),
    },
  };
}
