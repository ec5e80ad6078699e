import type { Attributes } from '../../graph.js';
import type { AttributeSchema, SurfaceArgument, SurfaceValues } from '../../op.js';
import { ShapeError } from '../../op.js';
import type { TensorType } from '../../types.js';
import { PICTURE_AXES, requireAxes } from './checks.js';
import type { PaddedWindow } from './window.js';
import { axisName, resolvePadding, span, windowOutput } from './window.js';

/** What average and maximum pooling have in common. */
export interface PoolingAttributes extends Attributes {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  /** top, left, bottom, right. */
  readonly pads: readonly number[];
  readonly ceil_mode: boolean;
}

export const POOLING_SCHEMA: AttributeSchema<PoolingAttributes> = {
  kernel: { kind: 'integers', doc: 'height and width of the window' },
  strides: { kind: 'integers', doc: 'vertical and horizontal step of the window' },
  pads: { kind: 'integers', doc: 'padding: top, left, bottom, right' },
  ceil_mode: { kind: 'boolean', doc: 'a window that hangs over the end gives an output too' },
};

export const POOLING_ARGUMENTS: readonly SurfaceArgument[] = [
  { name: 'kernel', kind: 'pair', doc: 'height and width of the window' },
  {
    name: 'stride',
    kind: 'pair',
    default: null,
    doc: 'step of the window; the kernel if not given',
  },
  {
    name: 'padding',
    kind: 'padding',
    default: 0,
    doc: 'padding around the feature map, or same or same_lower',
  },
  {
    name: 'ceil_mode',
    kind: 'boolean',
    default: false,
    doc: 'a window that hangs over the end gives an output too',
  },
];

/** The attributes that the arguments stand for on the feature map `x`. Throws `ShapeError`. */
export function poolingAttributes(
  op: string,
  args: SurfaceValues,
  [x]: readonly TensorType[],
): PoolingAttributes & { readonly dilations: readonly number[] } {
  requireAxes(op, x, PICTURE_AXES, 0);
  const kernel = args.kernel as number[];
  const strides = (args.stride ?? kernel) as number[];
  const dilations = (args.dilation ?? [1, 1]) as number[];
  const pads = resolvePadding(op, args.padding, x.shape.slice(2), { kernel, strides, dilations });
  return { kernel, strides, dilations, pads, ceil_mode: args.ceil_mode as boolean };
}

/** The type of pooling the feature map `x` [N,C,H,W]. Throws `ShapeError`. */
export function pooledType(
  op: string,
  x: TensorType,
  window: PaddedWindow,
  ceilMode: boolean,
): TensorType {
  requireAxes(op, x, PICTURE_AXES, 0);
  const [batch, channels, ...picture] = x.shape;
  const [rows, columns] = windowOutput(op, picture, window, ceilMode ? 'ceil' : 'floor');
  picture.forEach((extent, axis) => {
    requireFilledWindows(op, window, extent, axis);
  });
  return { element: x.element, shape: [batch, channels, rows, columns] };
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
  const end = window.pads[axis + window.kernel.length];
  const [kernel, stride] = [window.kernel[axis], window.strides[axis]];
  const dilation = window.dilations[axis];
  const reach = span(kernel, dilation);
  const along = axisName(axis, window.kernel.length);
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

/** Calls `visit` for every tap of the window of output (row, column) that lies in the feature map. */
export function forEachTap(
  window: PaddedWindow,
  [height, width]: readonly number[],
  [row, column]: readonly number[],
  visit: (y: number, x: number) => void,
): void {
  const { kernel, strides, dilations, pads } = window;
  for (let ky = 0; ky < kernel[0]; ky++) {
    const y = row * strides[0] + ky * dilations[0] - pads[0];
    if (y < 0 || y >= height) continue;
    for (let kx = 0; kx < kernel[1]; kx++) {
      const x = column * strides[1] + kx * dilations[1] - pads[1];
      if (x >= 0 && x < width) visit(y, x);
    }
  }
}
