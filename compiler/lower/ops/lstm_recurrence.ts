import { GATE, LSTM, PEEPHOLE } from '../../ir/ops/shared/recurrent/lstm.js';
import type { LstmAttributes } from '../../ir/ops/shared/recurrent/lstm.js';
import { binary, number, unary } from '../formulas/compute.js';
import type { Compute, Scalar } from '../formulas/compute.js';
import { recurrence } from './shared/recurrence.js';
import type { RecurrentStep } from './shared/recurrence.js';

type Step = RecurrentStep<LstmAttributes>;

/** All gates as one matrix product with the hidden state, then the cell, then the hidden state. */
export const lstmRecurrence = recurrence(LSTM, (step) => [gates(step), cell(step), hidden(step)]);

/** weight_hh · h[t−1] and what the input adds. */
function gates(step: Step): Compute {
  const row = step.rows(LSTM.gates);
  const value = binary('add', step.productOf(row), step.fromInput(row));
  return step.fill('gates', row, value, [step.product(row, (j) => step.before(j))]);
}

/** σ(f) ⊙ c[t−1] + σ(i) ⊙ tanh(g), or 1 − σ(i) in place of σ(f) */
function cell(step: Step): Compute {
  const before = step.from('cell', step.n, step.u);
  const input = opened(step, 'input');
  const { coupled } = step.attributes;
  const forget = coupled ? binary('sub', number(1), input) : opened(step, 'forget');
  const kept = binary('mul', forget, before);
  const taken = binary('mul', input, unary('tanh', gate(step, 'candidate')));
  return step.fill('cell', step.u, binary('add', kept, taken));
}

/** σ(o) ⊙ tanh(c[t]) */
function hidden(step: Step): Compute {
  const squashed = unary('tanh', step.from('cell', step.n, step.u));
  return step.fillHidden(binary('mul', opened(step, 'output'), squashed));
}

/** σ of a gate, which sees the cell as it is when the gate is needed: the output gate the new one. */
function opened(step: Step, name: keyof typeof PEEPHOLE): Scalar {
  const weight = step.fromVector(PEEPHOLE[name]);
  if (weight === undefined) return unary('sigmoid', gate(step, name));
  const seen = binary('mul', weight, step.from('cell', step.n, step.u));
  return unary('sigmoid', binary('add', gate(step, name), seen));
}

function gate(step: Step, name: keyof typeof GATE): Scalar {
  return step.from('gates', step.n, step.rowOf(GATE[name]));
}
