import { RNN } from '../../ir/ops/shared/recurrent/rnn.js';
import { binary, number, unary } from '../formulas/compute.js';
import { recurrence } from './shared/recurrence.js';

/** f(weight_hh · h[t−1] and what the input adds): a step is one matrix product. */
export const rnnRecurrence = recurrence(RNN, (step) => {
  const sum = binary('add', step.productOf(step.u), step.fromInput(step.u));
  const { activation } = step.attributes;
  const value = activation === 'tanh' ? unary('tanh', sum) : binary('max', sum, number(0));
  return [step.fillHidden(value, [step.product(step.u, (j) => step.before(j))])];
});
