import type { OpName } from '../../../../compiler/ir/ops/index.js';
import type { Step } from '../step.js';
import { onPicked, unary } from '../step.js';

export const negStep: Step = unary('neg');
export const absStep: Step = unary('abs');
export const erfStep: Step = unary('erf');
// e^x of large x leaves the range in which 32-bit floats can be compared.
export const expStep: Step = onBounded('tanh', 'exp');
export const expm1Step: Step = onBounded('tanh', 'expm1');
export const log1pStep: Step = onBounded('sigmoid', 'log1p');
export const logStep: Step = onBounded('exp', 'log');
export const sqrtStep: Step = onBounded('exp', 'sqrt');
export const floorStep: Step = onExact('floor');
export const ceilStep: Step = onExact('ceil');
export const roundStep: Step = onExact('round');
export const signStep: Step = onExact('sign');

/** An op of what another one leaves of a value; `exp` itself is taken of what tanh leaves. */
function onBounded(bounds: 'tanh' | 'sigmoid' | 'exp', op: OpName): Step {
  return (sketch, choices, name) => {
    const x = onPicked(bounds === 'exp' ? 'tanh' : bounds)(sketch, choices);
    const bounded = bounds === 'exp' && x ? sketch.node('exp', [x], {}) : x;
    if (bounded !== undefined) sketch.node(op, [bounded], {}, name);
  };
}

/** An op that jumps, where no rounding moves a value across. */
function onExact(op: OpName): Step {
  return (sketch, choices, name) => {
    const x = sketch.pickExact(choices, ({ type }) => type.element === 'f32');
    if (x !== undefined) sketch.node(op, [x], {}, name);
  };
}
