import { ShapeError } from '../../op.js';

/** What is added to a variance before its root is taken. Throws `ShapeError` below zero. */
export function requireEpsilon(op: string, epsilon: number): void {
  if (epsilon >= 0) return;
  throw new ShapeError('epsilon', `epsilon of ${op} must not be negative, but is ${epsilon}`, {
    argument: 'epsilon',
    hint: 'the usual value is 1e-5',
  });
}
