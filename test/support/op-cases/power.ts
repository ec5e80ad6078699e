import type { OpCase, Operand } from './case.js';
import { opCase, operand } from './case.js';

const POSITIVE = { from: 0.1, to: 3 };

/** Exponents that are numbers of the source, some of which are products, and such as are tensors. */
export function* powerCases(): Iterable<OpCase> {
  for (const exponent of [0, 1, 2, 3, 4, -1, -2, -3, 0.5, -0.5, 2.5, 7, -0.3]) {
    const number: Operand = { shape: [], values: [exponent], constant: true };
    yield opCase('pow', [{ shape: [2, 5, 3], range: POSITIVE }, number]);
    yield opCase('pow', [{ shape: [33], range: { from: -4, to: 4 } }, number]);
  }
  const whole: Operand = { shape: [7, 1], values: [-3, -2, -1, 0, 1, 2, 3] };
  yield opCase('pow', [{ shape: [9], range: { from: -2, to: 2 } }, whole]);
  yield opCase('pow', [{ shape: [1, 5, 3, 3], range: POSITIVE }, operand(5, 1, 1)]);
  yield opCase('pow', [{ shape: [], range: POSITIVE }, operand(4, 3)]);
  yield opCase('pow', [{ shape: [3], range: POSITIVE, constant: true }, operand(1, 3)]);
  // From 1e-37 to 1e37.
  yield opCase('pow', [
    { shape: [5, 1], values: [0.01, 0.5, 1.5, 10, 1e4] },
    { shape: [41], range: { from: -9, to: 9 } },
  ]);
}
