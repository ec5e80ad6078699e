import type { Attributes } from '../../graph.js';
import type { OpDefinition, OpInput } from '../../op.js';
import { zeros } from '../../tensor.js';
import { forEachElement, write } from './access.js';
import { requireMinimumRank, resolveAxis } from './checks.js';
import { comesBefore, lineOf, requireCountable, withoutAxis } from './order.js';

export interface ExtremePositionAttributes extends Attributes {
  readonly axis: number;
  readonly keepdims: boolean;
}

const INPUTS: readonly OpInput[] = [{ name: 'x' }];

/** Where along an axis the element is whose `sign` · x is largest. */
export function extremePosition(
  name: 'argmax' | 'argmin',
  sign: 1 | -1,
  summary: string,
): OpDefinition<ExtremePositionAttributes> {
  return {
    name,
    summary,
    inputs: INPUTS,
    attributes: {
      axis: { kind: 'integer', doc: 'the axis along which is looked' },
      keepdims: { kind: 'boolean', doc: 'the axis stays, with one element' },
    },

    infer([x], { axis: given, keepdims }) {
      requireMinimumRank(name, x, 1, 0);
      const axis = resolveAxis(name, given, x.shape.length);
      requireCountable(name, x, axis);
      const shape = keepdims ? x.shape.with(axis, 1) : withoutAxis(x.shape, axis);
      return [{ element: 'i32', shape }];
    },

    evaluate([x], attributes, [type]) {
      const y = zeros(type);
      const axis = resolveAxis(name, attributes.axis, x.shape.length);
      forEachElement(withoutAxis(x.shape, axis), (others, at) => {
        const line = lineOf(x, axis, others).map((element) => sign * element);
        let best = 0;
        for (let i = 1; i < line.length; i++) {
          if (comesBefore(line[i], i, line[best], best)) best = i;
        }
        write(y, at, best);
      });
      return [y];
    },

    surface: {
      name,
      family: 'order',
      example: ['input x: tensor(1, 5)', `output y = x -> ${name}`],
      conventions:
        'NaN wins over all numbers, as in PyTorch and NumPy; ONNX leaves it open, and ONNX Runtime ' +
        '1.30 finds it at some places only. The last axis unless told otherwise; ' +
        'in ONNX it is the first, and in PyTorch none means all elements in a row.',
      arguments: [
        { name: 'axis', kind: 'axis', default: -1, doc: 'the axis along which is looked' },
        {
          name: 'keepdims',
          kind: 'boolean',
          default: false,
          doc: 'keep the axis, with one element',
        },
      ],
      attributes: (args, [x]) => ({
        axis: resolveAxis(name, args.axis as number, x.shape.length),
        keepdims: args.keepdims as boolean,
      }),
    },
  };
}
