import type { IndexOperand, SurfaceArgument } from '../../op.js';
import { ShapeError } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import type { Shape, TensorType } from '../../types.js';
import { readAt } from './access.js';
import { PICTURE_AXES, requireAxes, requireEntries, shapeText } from './checks.js';
import { entryAt } from './entry.js';

/** What ops share that take rectangular regions out of feature maps: x [N,C,H,W], boxes [R,4], images [R]. */

export const REGION_INPUTS = [
  { name: 'x' },
  { name: 'boxes' },
  { name: 'images', elements: ['i32'], optional: true },
] as const;

/** What the boxes are, for summaries. */
export const REGION_TEXT =
  'Boxes [R,4] are left, top, right, bottom in pixels of the picture, which `spatial_scale` makes places ' +
  'of the map; `images` [R], i32, says which picture each box is of, and may be left out for one ' +
  'picture. Input [N,C,H,W], output [R,C] and the size.';

export const REGION_SCHEMA = {
  size: { kind: 'integers', doc: 'height and width of the output' },
  spatial_scale: { kind: 'number', doc: 'places of the map in a pixel of the picture' },
} as const;

export const REGION_ARGUMENTS: readonly SurfaceArgument[] = [
  { name: 'size', kind: 'pair', doc: 'height and width of the output' },
  {
    name: 'spatial_scale',
    kind: 'number',
    default: 1,
    doc: 'places of the map in a pixel of the picture: 1/16 behind strides of 16',
  },
];

/** The type of what is taken out of each region. */
export function regionType(
  op: string,
  [map, regions, images]: readonly TensorType[],
  size: readonly number[],
): TensorType {
  requireAxes(op, map, PICTURE_AXES, 0);
  if (regions.shape.length !== 2 || regions.shape[1] !== 4) {
    throw new ShapeError(
      'boxes',
      `the boxes of ${op} must be [R,4], but are ${shapeText(regions.shape)}`,
      {
        input: 1,
        hint: 'each is left, top, right, bottom',
      },
    );
  }
  const [count] = regions.shape;
  if (images === undefined && map.shape[0] !== 1) {
    throw new ShapeError(
      'images',
      `${op} must be told which of ${map.shape[0]} pictures each box is of`,
      { input: 0, hint: `give numbers of pictures behind the boxes: ${op}(x, boxes, images, …)` },
    );
  }
  if (images !== undefined && (images.shape.length !== 1 || images.shape[0] !== count)) {
    throw new ShapeError(
      'images',
      `the images of ${op} must be [${count}], one for each box, but are ${shapeText(images.shape)}`,
      { input: 2, otherInput: 1 },
    );
  }
  requireEntries(op, { name: 'size', values: size }, 2, 1);
  return { element: 'f32', shape: [count, map.shape[1], ...size] };
}

export function requireScale(op: string, spatial_scale: number): void {
  if (spatial_scale > 0 && spatial_scale < Infinity) return;
  throw new ShapeError(
    'scale',
    `spatial_scale of ${op} must be above 0, but ${spatial_scale} was given`,
    { argument: 'spatial_scale' },
  );
}

/** The operand that says which picture each box is of, where it is given. */
export function regionIndices([{ shape }, , images]: readonly TensorType[]):
  IndexOperand | undefined {
  return images === undefined ? undefined : { operand: 2, entries: shape[0] };
}

/** The picture that a box is of. */
export function imageOf(images: Tensor, box: number, { 0: count }: Shape): number {
  return images === undefined ? 0 : entryAt(readAt(images, [box]), count);
}

/** Where a box begins and ends along the rows (0) or the columns (1), in places of the map, rounded to f32. */
export function edgesOf(
  boxes: Tensor,
  box: number,
  axis: number,
  scale: number,
): readonly [number, number] {
  const edge = (at: number): number => Math.fround(readAt(boxes, [box, at]) * Math.fround(scale));
  return [edge(1 - axis), edge(3 - axis)];
}
