import type { Shape } from '../../compiler/ir/types.js';
import { rowMajorStrides } from '../../compiler/ir/types.js';

/** N, H, W, C: where tfjs has the axes of a picture. Values of any other rank stay as they are. */
const PICTURE = [0, 2, 3, 1];

/** For each axis of a tfjs tensor the logical axis it stands for. */
export function channelsLastAxes(rank: number): number[] {
  return rank === PICTURE.length ? PICTURE : Array.from({ length: rank }, (_, axis) => axis);
}

/** The shape that a value has in tfjs. */
export function channelsLastShape(shape: Shape): number[] {
  return channelsLastAxes(shape.length).map((axis) => shape[axis]);
}

/** For each logical axis its place in the tfjs tensor. */
export function logicalAxes(rank: number): number[] {
  return channelsLastAxes(rank).map((_, axis) => channelsLastAxes(rank).indexOf(axis));
}

/** Reorders a dense row-major tensor: axis i of the result is axis `axes[i]` of `data`. */
export function permute(data: Float32Array, shape: Shape, axes: readonly number[]): Float32Array {
  const strides = rowMajorStrides(shape);
  const extents = axes.map((axis) => shape[axis]);
  const steps = axes.map((axis) => strides[axis]);
  const result = new Float32Array(data.length);
  const coordinate = new Array<number>(axes.length).fill(0);
  let source = 0;
  for (let at = 0; at < result.length; at++) {
    result[at] = data[source];
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      source += steps[axis];
      if (++coordinate[axis] < extents[axis]) break;
      source -= steps[axis] * extents[axis];
      coordinate[axis] = 0;
    }
  }
  return result;
}
