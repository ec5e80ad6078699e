import { ShapeError } from '../../../op.js';
import type { TensorType } from '../../../types.js';
import { f32, sameShape } from '../../../types.js';
import { requireAxes, requireVector, shapeText } from '../checks.js';
import type { RecurrentAttributes, State } from './cell.js';
import { rowsText } from './cell.js';

/** What the checks ask of a cell, whatever its attributes are. */
export interface CheckedCell {
  readonly gates: number;
  readonly states: readonly State[];
  readonly vector?: { readonly name: string; readonly rows: number };
}

const WORDS: Readonly<Record<State, string>> = { hidden: 'hidden state', cell: 'cell' };

/** H, from the type of weight_hh [gates·H,H], which is operand `input` of `op`. Throws `ShapeError`. */
export function stateWidth(
  op: string,
  { gates }: CheckedCell,
  weight: TensorType,
  input: number,
): number {
  const needed = rowsText({ gates });
  requireAxes(`the weight_hh of ${op}`, weight, [needed, 'H'], input);
  const [rows, width] = weight.shape;
  if (rows === gates * width) return width;
  throw new ShapeError(
    'weight_hh',
    `the weight_hh of ${op} must be [${needed},H], one row per ` +
      `${gates === 1 ? '' : 'gate and '}element of the state, but is ${shapeText(weight.shape)}`,
    { input },
  );
}

/** All states before the first step, which begin with operand `first` of `op`, or none. Throws `ShapeError`. */
export function requireInitialStates(
  op: string,
  cell: CheckedCell,
  states: readonly TensorType[],
  [batch, width]: readonly [number, number],
  first: number,
): void {
  if (states.length > 0 && states.length < cell.states.length) {
    throw new ShapeError(
      'states',
      `${op} takes both a hidden state and a cell to begin with or none, but got only the hidden state`,
      { input: first },
    );
  }
  for (const [index, { shape }] of states.entries()) {
    if (sameShape(shape, [batch, width])) continue;
    const name = cell.states[index];
    throw new ShapeError(
      name,
      `the ${WORDS[name]} that ${op} begins with must be ${shapeText([batch, width])}, one state of ${width} ` +
        `for each sequence, but is ${shapeText(shape)}`,
      { input: first + index, otherInput: 0, argument: name },
    );
  }
}

/** The vector that a cell may have behind its states, operand `input` of `op`. Throws `ShapeError`. */
export function requireCellVector(
  op: string,
  { vector }: CheckedCell,
  type: TensorType | undefined,
  width: number,
  input: number,
): void {
  if (vector === undefined || type === undefined) return;
  const operand = { name: vector.name, type, input };
  requireVector(op, operand, vector.rows * width, 'gate that it is for and element of the state');
}

/** The types of what H elements over N sequences of T steps give: all hidden states, and the last states. */
export function recurrentOutputs(
  cell: CheckedCell,
  [batch, steps, width]: readonly [number, number, number],
  { states }: RecurrentAttributes,
): TensorType[] {
  const last = cell.states.map(() => f32(batch, width));
  return [f32(batch, steps, width), ...(states ? last : [])];
}

/** The form with the hidden states of all steps alone. */
export function withRecurrentOutputs<A extends RecurrentAttributes>(
  attributes: A,
  count: number,
): A | undefined {
  return count === 1 && attributes.states ? { ...attributes, states: false } : undefined;
}
