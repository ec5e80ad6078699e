import type { OpDefinition } from '../../op.js';
import { zeros } from '../../tensor.js';
import { elementCount } from '../../types.js';
import { forEachElement, read, write } from './access.js';
import { ARITHMETIC } from './arithmetic.js';
import { largestOperand } from './magnitude.js';
import type { PoolingAttributes } from './pooling.js';
import {
  pooledType,
  poolingAttributes,
  poolingSchema,
  poolingSurfaceArguments,
} from './pooling.js';
import type { SpatialRank } from './space.js';
import { spaceOf } from './space.js';
import { spatialArgument } from './spatial-arguments.js';
import { forEachTap } from './window.js';

export interface MaxPoolAttributes extends PoolingAttributes {
  readonly dilations: readonly number[];
}

/** Builds the definition of maximum pooling over `rank` spatial axes. */
export function maxPoolOp(
  name: string,
  rank: SpatialRank,
  example: readonly string[],
): OpDefinition<MaxPoolAttributes> {
  return {
    name,
    summary:
      'The largest element of each window; padding never wins. Output extents as for a convolution, ' +
      'rounded up with ceil_mode unless the last window would start in the padding at the end ' +
      `(PyTorch, and ONNX since opset 22). Input and output [${spaceOf(rank).axes.join(',')}].`,
    inputs: [{ name: 'x', elements: ARITHMETIC }],
    attributes: {
      ...poolingSchema(rank),
      dilations: { kind: 'integers', doc: 'distance between the taps of the window' },
    },

    infer: ([x], attributes) => [pooledType(name, rank, x, attributes)],

    evaluate([x], attributes, [type]) {
      const y = zeros(type);
      const [, channels, ...picture] = x.shape;
      const area = elementCount(picture);
      forEachElement(type.shape, ([n, c, ...position], at) => {
        let largest = -Infinity;
        forEachTap(attributes, picture, position, (place) => {
          largest = Math.max(largest, read(x, (n * channels + c) * area + place));
        });
        write(y, at, largest);
      });
      return [y];
    },

    window: (_inputs, { kernel, strides, dilations }) => ({
      kernel,
      stride: strides,
      dilation: dilations,
    }),

    magnitude: largestOperand,

    surface: {
      name,
      family: 'pooling',
      example,
      conventions: 'The stride is the kernel unless given, as in PyTorch and Keras; ONNX takes 1.',
      arguments: [
        ...poolingSurfaceArguments(rank),
        { ...spatialArgument(rank), name: 'dilation', default: 1, doc: 'distance between taps' },
      ],
      attributes: (args, inputs) => poolingAttributes(name, rank, args, inputs),
    },
  };
}
