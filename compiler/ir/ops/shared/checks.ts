import { ShapeError } from '../../op.js';
import type { ElementType, Shape, TensorType } from '../../types.js';
import { ELEMENT_TYPES } from '../../types.js';

/** Checks that shape rules share; each throws a `ShapeError` that carries the actual values. */

/** `input` must have exactly these axes, e.g. `['N', 'C', 'H', 'W']`. */
export function requireAxes(
  op: string,
  type: TensorType,
  axes: readonly string[],
  input: number,
): void {
  if (type.shape.length === axes.length) return;
  throw new ShapeError(
    'rank',
    `${op} needs a tensor of rank ${axes.length} (${axes.join(', ')}), ` +
      `but got ${shapeText(type.shape)}, which has rank ${type.shape.length}`,
    { input },
  );
}

export const PICTURE_AXES = ['N', 'C', 'H', 'W'] as const;

/** `type` must have at least `rank` axes. */
export function requireMinimumRank(
  op: string,
  type: TensorType,
  rank: number,
  input: number,
): void {
  if (type.shape.length >= rank) return;
  throw new ShapeError(
    'rank',
    `${op} needs a tensor of rank ${rank} or more, ` +
      `but got ${shapeText(type.shape)}, which has rank ${type.shape.length}`,
    { input },
  );
}

/** A vector operand must have one element for each of `extent` channels or features. */
export function requireVector(
  op: string,
  operand: { readonly name: string; readonly type: TensorType; readonly input: number },
  extent: number,
  perWhat: string,
): void {
  const { name, type, input } = operand;
  if (type.shape.length === 1 && type.shape[0] === extent) return;
  throw new ShapeError(
    name,
    `the ${name} of ${op} must be [${extent}], one element per ${perWhat}, ` +
      `but is ${shapeText(type.shape)}`,
    { input, otherInput: 0 },
  );
}

/** Every entry of a list attribute is at least `minimum`, and there are exactly `length`. */
export function requireEntries(
  op: string,
  attribute: { readonly name: string; readonly values: readonly number[] },
  length: number,
  minimum: number,
): void {
  const { name, values } = attribute;
  if (values.length !== length) {
    throw new ShapeError(
      name,
      `${name} of ${op} needs ${length} entries, but has ${values.length}: ${shapeText(values)}`,
      { argument: name },
    );
  }
  if (values.some((value) => !Number.isSafeInteger(value) || value < minimum)) {
    throw new ShapeError(
      name,
      `${name} of ${op} must be whole numbers of at least ${minimum}, but ${shapeText(values)} was given`,
      { argument: name },
    );
  }
}

/** A single integer attribute or argument is at least `minimum`. */
export function requireInteger(op: string, name: string, value: number, minimum: number): void {
  if (Number.isSafeInteger(value) && value >= minimum) return;
  throw new ShapeError(
    name,
    `${name} of ${op} must be a whole number of at least ${minimum}, but ${value} was given`,
    { argument: name },
  );
}

/** A string is one of several words. */
export function requireWord(
  op: string,
  argument: string,
  word: string,
  words: readonly string[],
): void {
  if (words.includes(word)) return;
  const [last, ...others] = words.toReversed();
  const known = `${others.toReversed().join(', ')} or ${last}`;
  throw new ShapeError(argument, `${argument} of ${op} must be ${known}, but is "${word}"`, {
    argument,
  });
}

/** Groups take the same number of channels each, of the input and of the output. */
export function requireGroups(
  op: string,
  channels: number,
  side: 'input' | 'output',
  groups: number,
): void {
  if (channels % groups === 0) return;
  throw new ShapeError(
    'groups',
    `${channels} ${side} channels of ${op} cannot be split into ${groups} groups`,
    { argument: 'groups', ...(side === 'input' && { input: 0 }) },
  );
}

/** An axis counted from the front or, when negative, from the back, as a number of 0 … rank − 1. */
export function resolveAxis(op: string, axis: number, rank: number, argument = 'axis'): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  throw new ShapeError(
    'axis',
    `${op} got axis ${axis}, but its input has ${rank} ${rank === 1 ? 'axis' : 'axes'}`,
    {
      input: 0,
      argument,
      hint: rank > 0 ? `an axis from ${-rank} to ${rank - 1} is possible` : undefined,
    },
  );
}

/** A type of elements, by the name that an argument gives. */
export function requireElement(argument: string, name: string): ElementType {
  const found = ELEMENT_TYPES.find((element) => element === name);
  if (found !== undefined) return found;
  throw new ShapeError('element', `there is no type "${name}"`, {
    argument,
    hint: `the types are ${ELEMENT_TYPES.join(', ')}`,
  });
}

/** `[1,64,56,56]` */
export function shapeText(shape: Shape): string {
  return `[${shape.join(',')}]`;
}
