import type { Attributes } from '../../graph.js';
import type { AttributeSchema, SurfaceArgument, SurfaceValues } from '../../op.js';
import { ShapeError } from '../../op.js';
import type { TensorType } from '../../types.js';
import type { SpatialRank } from './space.js';
import { axisName, extents, family, perAxis, requireFeatureMap, spaceOf } from './space.js';
import { perSpatialAxis, spatialArgument } from './spatial-arguments.js';
import type { PaddedWindow } from './window.js';
import { resolvePadding, span, windowOutput } from './window.js';

/** What average and maximum pooling have in common. */
export interface PoolingAttributes extends Attributes {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  /** Before each spatial axis, then after each: of pictures top, left, bottom, right. */
  readonly pads: readonly number[];
  readonly ceil_mode: boolean;
}

export function poolingSchema(rank: SpatialRank): AttributeSchema<PoolingAttributes> {
  const along = spaceOf(rank).spatial.join(', ');
  return {
    kernel: { kind: 'integers', doc: `extent of the window: ${along}` },
    strides: { kind: 'integers', doc: `step of the window: ${along}` },
    pads: { kind: 'integers', doc: `padding before the input (${along}), then behind it` },
    ceil_mode: { kind: 'boolean', doc: 'a window that hangs over the end gives an output too' },
  };
}

export function poolingSurfaceArguments(rank: SpatialRank): readonly SurfaceArgument[] {
  return [
    { ...spatialArgument(rank), name: 'kernel', doc: `${extents(rank)} of the window` },
    {
      ...spatialArgument(rank),
      name: 'stride',
      default: null,
      doc: 'step of the window; the kernel if not given',
    },
    {
      name: 'padding',
      kind: 'padding',
      default: 0,
      doc: 'padding around the feature map, or same, same_lower or full',
    },
    {
      name: 'ceil_mode',
      kind: 'boolean',
      default: false,
      doc: 'a window that hangs over the end gives an output too',
    },
  ];
}

/**
 * The attributes that the arguments stand for on the feature map `x` of `rank` spatial axes; `family`: what
 * the ops of its kind are called. Throws `ShapeError`.
 */
export function poolingAttributes(
  op: string,
  rank: SpatialRank,
  args: SurfaceValues,
  [x]: readonly TensorType[],
): PoolingAttributes & { readonly dilations: readonly number[] } {
  requireFeatureMap(op, x, rank, family(op.replace(/\dd$/, '')));
  const kernel = perSpatialAxis(args.kernel);
  const strides = args.stride === null ? kernel : perSpatialAxis(args.stride);
  const dilations = args.dilation === undefined ? undilated(rank) : perSpatialAxis(args.dilation);
  const pads = resolvePadding(op, args.padding, x.shape.slice(2), { kernel, strides, dilations });
  return { kernel, strides, dilations, pads, ceil_mode: args.ceil_mode as boolean };
}

export function undilated(rank: SpatialRank): readonly number[] {
  return perAxis(rank, () => 1);
}

/** The type of pooling the feature map `x` of `rank` spatial axes. Throws `ShapeError`. */
export function pooledType(
  op: string,
  rank: SpatialRank,
  x: TensorType,
  { ceil_mode, ...window }: PaddedWindow & Pick<PoolingAttributes, 'ceil_mode'>,
): TensorType {
  requireFeatureMap(op, x, rank);
  const [batch, channels, ...picture] = x.shape;
  const positions = windowOutput(op, picture, window, ceil_mode ? 'ceil' : 'floor');
  picture.forEach((extent, axis) => {
    requireFilledWindows(op, window, extent, axis);
  });
  return { element: x.element, shape: [batch, channels, ...positions] };
}

/**
 * Every window must see the feature map, or there is nothing to take the maximum or the mean of. That
 * needs padding smaller than the window (ONNX; PyTorch asks for half) and, when a dilated kernel
 * reaches over a small feature map, a tap that falls inside.
 */
function requireFilledWindows(
  op: string,
  window: PaddedWindow,
  extent: number,
  axis: number,
): void {
  const begin = window.pads[axis];
  const rank = window.kernel.length as SpatialRank;
  const end = window.pads[axis + rank];
  const [kernel, stride] = [window.kernel[axis], window.strides[axis]];
  const dilation = window.dilations[axis];
  const reach = span(kernel, dilation);
  const along = axisName(axis, rank);
  if (begin >= reach || end >= reach) {
    throw new ShapeError(
      'padding',
      `the padding of ${op} along ${along} is ${begin} before and ${end} after, but its window ` +
        `spans only ${reach}: some windows would see nothing of the picture`,
      { argument: 'padding', hint: 'the padding must be smaller than the window' },
    );
  }
  // How far a tap is from the edge repeats with the dilation, and at most `extent` distances fit: if
  // one window more than that is filled, all are.
  const first = -begin + (extent + 1) * stride;
  for (let start = -begin; start < Math.min(0, first); start += stride) {
    const firstInside = start + Math.ceil(-start / dilation) * dilation;
    if (firstInside < extent && firstInside < start + reach) continue;
    throw new ShapeError(
      'dilation',
      `a window of ${op} along ${along} starts at ${start} and its ${kernel} taps, ${dilation} ` +
        `apart, miss the picture of ${extent}`,
      { argument: 'dilation' },
    );
  }
}
