import type { OpDefinition } from '../../op.js';
import { ShapeError } from '../../op.js';
import type { TensorType } from '../../types.js';
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
import { comesBefore, MOST_POSITIONS } from './order.js';
import { shapeText } from './checks.js';
import { forEachTap } from './window.js';

export interface MaxPoolAttributes extends PoolingAttributes {
  readonly dilations: readonly number[];
  /** A second output says where in its picture each element is. */
  readonly places: boolean;
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
      `(PyTorch, and ONNX since opset 22). Input and output [${spaceOf(rank).axes.join(',')}]. With ` +
      '`places` also where each is, i32 of the same shape: the first that is largest, counted row by row in ' +
      'the feature map of its channel, which max_unpool takes.',
    inputs: [{ name: 'x', elements: ARITHMETIC }],
    attributes: {
      ...poolingSchema(rank),
      dilations: { kind: 'integers', doc: 'distance between the taps of the window' },
      places: { kind: 'boolean', doc: 'say where each element is, too', default: false },
    },

    withOutputs: (attributes, count) =>
      count === 1 && attributes.places ? { ...attributes, places: false } : undefined,

    infer([x], attributes) {
      const type = pooledType(name, rank, x, attributes);
      if (!attributes.places) return [type];
      requireCountablePlaces(name, x);
      return [type, { element: 'i32', shape: type.shape }];
    },

    evaluate([x], attributes, types) {
      const [y, places] = types.map(zeros);
      const [, channels, ...picture] = x.shape;
      const area = elementCount(picture);
      forEachElement(types[0].shape, ([n, c, ...position], at) => {
        let largest = -Infinity;
        let first = Infinity;
        forEachTap(attributes, picture, position, (place) => {
          const element = read(x, (n * channels + c) * area + place);
          if (!comesBefore(element, place, largest, first)) return;
          largest = element;
          first = place;
        });
        write(y, at, largest);
        if (attributes.places) write(places, at, first);
      });
      return attributes.places ? [y, places] : [y];
    },

    window: (_inputs, { kernel, strides, dilations }) => ({
      kernel,
      stride: strides,
      dilation: dilations,
    }),

    magnitude: (operands, attributes) => (attributes.places ? Infinity : largestOperand(operands)),

    surface: {
      name,
      family: 'pooling',
      example,
      conventions:
        'The stride is the kernel unless given, as in PyTorch and Keras; ONNX takes 1. Places count in the ' +
        'feature map of a channel as in PyTorch; those of ONNX count through the whole tensor, and those of ' +
        'TensorFlow through channels first. Of several NaN the first is taken, of which PyTorch takes the last.',
      arguments: [
        ...poolingSurfaceArguments(rank),
        { ...spatialArgument(rank), name: 'dilation', default: 1, doc: 'distance between taps' },
        {
          name: 'places',
          kind: 'boolean',
          default: false,
          doc: `say where each element is, too: \`y, places = x -> ${name}(2, places = true)\``,
        },
      ],
      attributes: (args, inputs) => ({
        ...poolingAttributes(name, rank, args, inputs),
        places: args.places as boolean,
      }),
    },
  };
}

/** Places are counted in f32 on their way. */
function requireCountablePlaces(op: string, { shape }: TensorType): void {
  if (elementCount(shape.slice(2)) <= MOST_POSITIONS) return;
  throw new ShapeError(
    'places',
    `${op} tells up to ${MOST_POSITIONS} places apart, but a channel of ${shapeText(shape)} has more`,
    { input: 0, argument: 'places' },
  );
}
