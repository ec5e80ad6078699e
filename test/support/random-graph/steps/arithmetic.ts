import type { Shape } from '../../../../compiler/ir/types.js';
import type { Choices } from '../sketch.js';
import type { Step } from '../step.js';
import { onPicked } from '../step.js';

export const addStep: Step = binary('add');
export const subStep: Step = binary('sub');
export const maximumStep: Step = binary('maximum');
export const minimumStep: Step = binary('minimum');

export const mulStep: Step = (sketch, choices, name) => {
  const a = sketch.pick(choices);
  const bounded = onPicked('tanh')(sketch, choices);
  if (a !== undefined && bounded !== undefined) sketch.node('mul', [a, bounded], {}, name);
};

export const divStep: Step = (sketch, choices, name) => {
  const a = sketch.pick(choices);
  if (a === undefined) return;
  const b = sketch.constant(broadcastable(a.type.shape, choices), { from: 0.5, to: 2 });
  sketch.node('div', choices.flag() ? [a, b] : [b, b], {}, name);
};

/** Of what is positive, since roundings may make a negative number of a zero. */
export const powStep: Step = (sketch, choices, name) => {
  const bounded = onPicked('tanh')(sketch, choices);
  const base = bounded && sketch.node('exp', [bounded], {});
  if (bounded === undefined || base === undefined) return;
  const number = sketch.number(choices.of([-2, -1, -0.5, 0.5, 1, 2, 2.5, 3, 4]));
  sketch.node('pow', [base, choices.flag() ? bounded : number], {}, name);
};

export const clampStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices);
  if (x === undefined) return;
  const [min, max] = [choices.of([0, -1]), choices.of([0.5, 6])].map((bound) =>
    choices.flag()
      ? sketch.number(bound)
      : sketch.constant(broadcastable(x.type.shape, choices), { from: bound, to: bound + 1 }),
  );
  sketch.node('clamp', [x, min, max], {}, name);
};

/** A sum with another value, in either order, or with a constant that broadcasts. */
function binary(op: 'add' | 'sub' | 'maximum' | 'minimum'): Step {
  return (sketch, choices, name) => {
    const a = sketch.pick(choices);
    const b = sketch.pick(choices);
    if (a === undefined || b === undefined) return;
    const isWithConstant = choices.flag() || sketch.node(op, [a, b], {}, name) === undefined;
    if (!isWithConstant) return;
    const constant = sketch.constant(broadcastable(a.type.shape, choices));
    sketch.node(op, choices.flag() ? [a, constant] : [constant, a], {}, name);
  };
}

/** A shape that broadcasts to `shape`: some leading axes missing, some extents 1. */
function broadcastable(shape: Shape, choices: Choices): number[] {
  const trailing = shape.slice(choices.below(shape.length + 1));
  return trailing.map((extent) => (choices.below(3) === 2 ? 1 : extent));
}
