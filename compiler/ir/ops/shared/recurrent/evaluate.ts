import type { Tensor } from '../../../tensor.js';
import { zeros } from '../../../tensor.js';
import type { TensorType } from '../../../types.js';
import { read, write } from '../access.js';
import type { RecurrentAttributes, RecurrentCell } from './cell.js';

/** What a recurrence works on. */
export interface RecurrentOperands {
  /** What the input adds to a row of the gates at step t of sequence n. */
  readonly fromInput: (n: number, t: number, row: number) => number;
  /** weight_hh */
  readonly weight: Tensor;
  /** bias_hh, where the cell keeps it. */
  readonly bias?: Tensor;
  /** The states before the first step, [N,H] each; none are zeros. */
  readonly initial: readonly Tensor[];
  /** The cell's `vector`. */
  readonly vector?: Tensor;
}

/**
 * Goes through the steps of each sequence. Returns all h, [N,T,H], and the last states, [N,H], as far as
 * there are `outputs`; between the steps h is rounded to f32, other states are not.
 */
export function evaluateRecurrence<A extends RecurrentAttributes>(
  cell: RecurrentCell<A>,
  { fromInput, weight, bias, initial, vector }: RecurrentOperands,
  attributes: A,
  outputs: readonly TensorType[],
): Tensor[] {
  const [batch, steps, width] = outputs[0].shape;
  const [y, ...last] = outputs.map((type) => zeros(type));
  const fromState = (row: number, vector: Float64Array): number =>
    vector.reduce(
      (sum, element, j) => sum + element * read(weight, row * width + j),
      bias === undefined ? 0 : read(bias, row),
    );
  const fromVector = (row: number): number => (vector === undefined ? 0 : read(vector, row));
  for (let n = 0; n < batch; n++) {
    let states: readonly Float64Array[] = cell.states.map((_, which) =>
      Float64Array.from({ length: width }, (_, u) =>
        initial.length === 0 ? 0 : read(initial[which], n * width + u),
      ),
    );
    for (let step = 0; step < steps; step++) {
      const t = attributes.reverse ? steps - 1 - step : step;
      const gates = (row: number): number => fromInput(n, t, row);
      const at = { states, fromState, fromVector, fromInput: gates };
      const [hidden, ...others] = cell.step(at, attributes);
      states = [hidden.map(Math.fround), ...others];
      for (let u = 0; u < width; u++) write(y, (n * steps + t) * width + u, hidden[u]);
    }
    for (const [which, tensor] of last.entries()) {
      for (let u = 0; u < width; u++) write(tensor, n * width + u, states[which][u]);
    }
  }
  return [y, ...last];
}
