import type { OpDefinition } from '../../op.js';
import { zeros } from '../../tensor.js';
import { elementCount } from '../../types.js';
import { forEachElement, read, write } from './access.js';
import { largestOperand } from './magnitude.js';
import type { PoolingAttributes } from './pooling.js';
import {
  pooledType,
  poolingAttributes,
  poolingSchema,
  poolingSurfaceArguments,
  undilated,
} from './pooling.js';
import type { SpatialRank } from './space.js';
import { spaceOf } from './space.js';
import { forEachTap } from './window.js';

export interface AvgPoolAttributes extends PoolingAttributes {
  readonly count_include_pad: boolean;
}

/** Builds the definition of average pooling over `rank` spatial axes. */
export function avgPoolOp(
  name: string,
  rank: SpatialRank,
  example: readonly string[],
): OpDefinition<AvgPoolAttributes> {
  const dilations = undilated(rank);
  return {
    name,
    summary:
      'The mean of each window. With count_include_pad the zeros of the padding count as elements; ' +
      'what ceil_mode lets hang over beyond the padding never does (PyTorch, and ONNX since ' +
      `opset 22). Output extents as for max_pool. Input and output [${spaceOf(rank).axes.join(',')}].`,
    inputs: [{ name: 'x' }],
    attributes: {
      ...poolingSchema(rank),
      count_include_pad: { kind: 'boolean', doc: 'the padding counts as elements' },
    },

    infer: ([x], attributes) => [pooledType(name, rank, x, { ...attributes, dilations })],

    evaluate([x], attributes, [type]) {
      const y = zeros(type);
      const [, channels, ...picture] = x.shape;
      const area = elementCount(picture);
      const window = { ...attributes, dilations };
      forEachElement(type.shape, ([n, c, ...position], at) => {
        let sum = 0;
        let inside = 0;
        forEachTap(window, picture, position, (place) => {
          sum += read(x, (n * channels + c) * area + place);
          inside++;
        });
        const count = attributes.count_include_pad
          ? paddedTaps(attributes, picture, position)
          : inside;
        write(y, at, sum / count);
      });
      return [y];
    },

    window: (_inputs, { kernel, strides }) => ({ kernel, stride: strides, dilation: dilations }),

    magnitude: largestOperand,

    surface: {
      name,
      family: 'pooling',
      example,
      conventions:
        'The padding counts as elements unless count_include_pad = false, as in PyTorch; ONNX and Keras leave ' +
        'it out of the mean. The stride is the kernel unless given; ONNX takes 1.',
      arguments: [
        ...poolingSurfaceArguments(rank),
        {
          name: 'count_include_pad',
          kind: 'boolean',
          default: true,
          doc: 'the padding counts as elements',
        },
      ],
      attributes(args, inputs) {
        const { kernel, strides, pads, ceil_mode } = poolingAttributes(name, rank, args, inputs);
        const count_include_pad = args.count_include_pad as boolean;
        return { kernel, strides, pads, ceil_mode, count_include_pad };
      },
    },
  };
}

/** Elements of the padded feature map under the window of the output at `position`. */
function paddedTaps(
  { kernel, strides, pads }: PoolingAttributes,
  picture: readonly number[],
  position: readonly number[],
): number {
  return picture.reduce((taps, extent, axis) => {
    const start = position[axis] * strides[axis] - pads[axis];
    const end = Math.min(start + kernel[axis], extent + pads[axis + picture.length]);
    return taps * (end - start);
  }, 1);
}
