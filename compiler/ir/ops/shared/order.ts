import type { Tensor } from '../../tensor.js';
import type { Shape, TensorType } from '../../types.js';
import { ShapeError } from '../../op.js';
import { readAt } from './access.js';
import { shapeText } from './checks.js';

/** Positions are counted in f32 on their way, which are exact up to here. */
export const MOST_POSITIONS = 2 ** 24;

/** Throws where an axis is too long for its positions to be told apart. */
export function requireCountable(op: string, { shape }: TensorType, axis: number): void {
  if (shape[axis] <= MOST_POSITIONS) return;
  throw new ShapeError(
    'axis',
    `${op} tells up to ${MOST_POSITIONS} positions apart, but axis ${axis} of ${shapeText(shape)} is longer`,
    { input: 0, argument: 'axis' },
  );
}

/**
 * Whether the element a at position i comes before b at position j: the larger one, NaN before all
 * numbers, and of equal ones the first.
 */
export function comesBefore(a: number, i: number, b: number, j: number): boolean {
  if (Number.isNaN(a) || Number.isNaN(b)) {
    return Number.isNaN(a) && (!Number.isNaN(b) || i < j);
  }
  return a > b || (a === b && i < j);
}

/** The elements along an axis at the given coordinates of the others, in order of their positions. */
export function lineOf(x: Tensor, axis: number, others: readonly number[]): number[] {
  return Array.from({ length: x.shape[axis] }, (_, position) =>
    readAt(x, others.toSpliced(axis, 0, position)),
  );
}

/** A shape without one of its axes. */
export function withoutAxis(shape: Shape, axis: number): number[] {
  return shape.toSpliced(axis, 1);
}
