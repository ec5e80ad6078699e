import type { OpInput } from '../../../op.js';
import type { RecurrentAttributes, RecurrentCell } from './cell.js';

/** What is given of biases, of the states before the first step, and the cell's vector. */
type Parts<T> = readonly [biases: readonly T[], initial: readonly T[], vector: T | undefined];

/** What a cell takes behind its weights, each of which may be left out, and how to tell it apart. */
export function optionalInputs<A extends RecurrentAttributes>(
  { states, vector }: RecurrentCell<A>,
  biases: readonly string[],
): {
  readonly inputs: readonly OpInput[];
  readonly partsOf: <T>(given: readonly T[]) => Parts<T>;
} {
  const beginning = biases.length + states.length;
  const names = [...biases, ...states, ...(vector === undefined ? [] : [vector.name])];
  return {
    inputs: names.map((name) => ({ name, optional: true as const })),
    partsOf: (given) => [
      given.slice(0, biases.length),
      given.slice(biases.length, beginning),
      given.at(beginning),
    ],
  };
}
