import type { Attributes } from '../../../graph.js';
import type {
  AttributeSchema,
  SurfaceArgument,
  SurfaceValues,
  WorkspaceTensor,
} from '../../../op.js';
import type { Shape } from '../../../types.js';
import { oneBehindTheOther } from '../workspace.js';

export interface RecurrentAttributes extends Attributes {
  readonly states: boolean;
  readonly reverse: boolean;
}

/** What a cell hands on from step to step, [N,H] each; the first of them is what a step puts out. */
export type State = 'hidden' | 'cell';

/**
 * What a step of a recurrent layer does. The layer `name` makes gates of its input, for all steps at once,
 * and what waits for the step before is the op `name`_recurrence.
 */
export interface RecurrentCell<A extends RecurrentAttributes> {
  readonly name: 'lstm' | 'gru' | 'rnn';
  /** Rows of the weights and biases for each element of the state, gate after gate. */
  readonly gates: number;
  readonly states: readonly State[];
  /** A vector that a call may add, of `rows` elements for each of the state; it stands behind the states. */
  readonly vector?: { readonly name: string; readonly rows: number };
  /** Present where bias_hh can't be added to what the input gives: a gate comes between them. */
  readonly keepsBias?: true;
  readonly schema: AttributeSchema<A>;
  /** Arguments of its own, behind those of all recurrent layers, and all attributes. */
  readonly arguments: readonly SurfaceArgument[];
  attributes(args: SurfaceValues): A;
  /** The reference definition of one step of one sequence: the new states from the old ones. */
  step(step: ReferenceStep, attributes: A): Float64Array[];
  /** What a kernel keeps between the steps and within one, by name. */
  tensors(extents: StateExtents, attributes: A): Readonly<Record<string, Shape>>;
}

export interface ReferenceStep {
  readonly states: readonly Float64Array[];
  /** What the input and its bias add to a row of the gates. */
  readonly fromInput: (row: number) => number;
  /** weight_hh · `vector` in a row, and bias_hh where the cell keeps it. */
  readonly fromState: (row: number, vector: Float64Array) => number;
  /** An element of the cell's `vector`; 0 where it is not given. */
  readonly fromVector: (row: number) => number;
}

export interface StateExtents {
  readonly batch: number;
  readonly width: number;
}

export const RECURRENT_SCHEMA: AttributeSchema<RecurrentAttributes> = {
  states: { kind: 'boolean', default: false, doc: 'give the states behind the last step, too' },
  reverse: { kind: 'boolean', default: false, doc: 'go from the last step to the first' },
};

/** The attributes that all cells have. */
export function recurrentAttributes({ states, reverse }: SurfaceValues): RecurrentAttributes {
  return { states: states as boolean, reverse: reverse as boolean };
}

/** `4·H`: the extent of the weights along their rows. */
export function rowsText({ gates }: { readonly gates: number }): string {
  return gates === 1 ? 'H' : `${gates}·H`;
}

/** The tensors of `cell` one after the other, each from a whole vector on. */
export function cellWorkspace<A extends RecurrentAttributes>(
  cell: RecurrentCell<A>,
  [batch, , width]: Shape,
  attributes: A,
): WorkspaceTensor[] {
  return oneBehindTheOther(
    Object.entries(cell.tensors({ batch, width }, attributes)).map(([name, shape]) => ({
      name,
      shape,
    })),
  );
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
