import { ShapeError } from '../../op.js';
import type { Shape, TensorType } from '../../types.js';
import { resolveAxis, shapeText } from './checks.js';

/** The extents of `axis` and the axes behind it. Throws `ShapeError` when there is no such axis. */
export function normalisedShape(op: string, { shape }: TensorType, axis: number): Shape {
  return shape.slice(resolveAxis(op, axis, shape.length));
}

/** An operand must have an element for each that is normalised together. Throws `ShapeError`. */
export function requireNormalisedShape(
  op: string,
  operand: { readonly name: string; readonly type: TensorType; readonly input: number },
  x: TensorType,
  axis: number,
): void {
  const { name, type, input } = operand;
  const expected = shapeText(normalisedShape(op, x, axis));
  if (shapeText(type.shape) === expected) return;
  throw new ShapeError(
    name,
    `the ${name} of ${op} must be ${expected}, one element for each that is normalised, but is ` +
      shapeText(type.shape),
    { input, otherInput: 0 },
  );
}
