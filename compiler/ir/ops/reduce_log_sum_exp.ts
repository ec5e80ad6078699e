import { reductionOp } from './shared/reduction.js';

export const reduceLogSumExp = reductionOp({
  name: 'reduce_log_sum_exp',
  summary:
    'The logarithm of a sum of powers of e along some axes: y = m + ln Σ e^(x − m), where m is the ' +
    'largest x, subtracted so that nothing overflows. That of nothing but −∞ is −∞.',
  reduce(elements) {
    const largest = elements.reduce((most, x) => Math.max(most, x), -Infinity);
    if (Math.abs(largest) === Infinity) return largest;
    return largest + Math.log(elements.reduce((sum, x) => sum + Math.exp(x - largest), 0));
  },
});
