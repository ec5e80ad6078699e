import { GRU, GRU_GATE } from '../../ir/ops/shared/recurrent/gru.js';
import type { GruAttributes } from '../../ir/ops/shared/recurrent/gru.js';
import type { Compute, Scalar } from '../formulas/compute.js';
import { binary, number, unary } from '../formulas/compute.js';
import type { Index } from '../formulas/index-expr.js';
import type { RecurrentStep } from './shared/recurrence.js';
import { recurrence } from './shared/recurrence.js';

type Step = RecurrentStep<GruAttributes>;
type Gate = keyof typeof GRU_GATE;

/**
 * Where the reset gate scales the product with the state, all of it is one matrix product, and the hidden
 * state follows element by element. Where it scales the state, the candidate is a product of its own.
 */
export const gruRecurrence = recurrence(GRU, (step) =>
  step.attributes.reset_after
    ? [product(step, GRU.gates), resetAfter(step)]
    : [product(step, GRU.gates - 1), kept(step), resetBefore(step)],
);

/** weight_hh · h[t−1] + bias_hh, of the first `gates` gates. */
function product(step: Step, gates: number): Compute {
  const row = step.rows(gates);
  return step.fill('gates', row, step.productOf(row), [step.product(row, (j) => step.before(j))]);
}

/** n = tanh(a + r ⊙ u) */
function resetAfter(step: Step): Compute {
  const recurrent = binary('mul', gate(step, 'reset'), fromState(step, 'candidate'));
  return hidden(step, binary('add', step.fromInput(rowOf(step, 'candidate')), recurrent));
}

/** r ⊙ h[t−1] */
function kept(step: Step): Compute {
  return step.fill('kept', step.u, binary('mul', gate(step, 'reset'), step.before(step.u)));
}

/** n = tanh(a + weight_hh · (r ⊙ h[t−1]) + bias_hh) */
function resetBefore(step: Step): Compute {
  const row = rowOf(step, 'candidate');
  const product = step.product(row, (j) => step.from('kept', step.n, j));
  return hidden(step, binary('add', step.productOf(row), step.fromInput(row)), [product]);
}

/** (1 − z) ⊙ tanh(candidate) + z ⊙ h[t−1] */
function hidden(
  step: Step,
  candidate: Scalar,
  reductions: Parameters<Step['fillHidden']>[1] = [],
): Compute {
  const update = gate(step, 'update');
  const fresh = binary('mul', binary('sub', number(1), update), unary('tanh', candidate));
  const old = binary('mul', update, step.before(step.u));
  return step.fillHidden(binary('add', fresh, old), reductions);
}

/** σ(a + u) */
function gate(step: Step, name: Gate): Scalar {
  const input = step.fromInput(rowOf(step, name));
  return unary('sigmoid', binary('add', fromState(step, name), input));
}

function fromState(step: Step, name: Gate): Scalar {
  return step.from('gates', step.n, rowOf(step, name));
}

function rowOf(step: Step, name: Gate): Index {
  return step.rowOf(GRU_GATE[name]);
}
