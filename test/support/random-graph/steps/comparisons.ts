import { ELEMENT_TYPES } from '../../../../compiler/ir/types.js';
import type { Step } from '../step.js';

export const castStep: Step = (sketch, choices, name) => {
  const x = sketch.pickExact(choices);
  if (x !== undefined) sketch.node('cast', [x], { to: choices.of(ELEMENT_TYPES) }, name);
};

export const equalStep = comparison('equal');
export const notEqualStep = comparison('not_equal');
export const greaterStep = comparison('greater');
export const greaterEqualStep = comparison('greater_equal');
export const lessStep = comparison('less');
export const lessEqualStep = comparison('less_equal');
export const logicalAndStep = logical('logical_and');
export const logicalOrStep = logical('logical_or');
export const logicalXorStep = logical('logical_xor');

export const logicalNotStep: Step = (sketch, choices, name) => {
  const x = sketch.pickExact(choices, ({ type }) => type.element === 'bool');
  if (x !== undefined) sketch.node('logical_not', [x], {}, name);
};

export const whereStep: Step = (sketch, choices, name) => {
  const condition = sketch.pickExact(choices, ({ type }) => type.element === 'bool');
  const a = sketch.pick(choices);
  const b = sketch.pick(choices);
  if (condition && a && b) sketch.node('where', [condition, a, b], {}, name);
};

function comparison(
  op: 'equal' | 'not_equal' | 'greater' | 'greater_equal' | 'less' | 'less_equal',
): Step {
  return (sketch, choices, name) => {
    const a = sketch.pickExact(choices);
    const b = a && sketch.pickExact(choices, ({ type }) => type.element === a.type.element);
    if (a && b) sketch.node(op, [a, b], {}, name);
  };
}

function logical(op: 'logical_and' | 'logical_or' | 'logical_xor'): Step {
  return (sketch, choices, name) => {
    const a = sketch.pickExact(choices, ({ type }) => type.element === 'bool');
    const b = sketch.pickExact(choices, ({ type }) => type.element === 'bool');
    if (a && b) sketch.node(op, [a, b], {}, name);
  };
}
