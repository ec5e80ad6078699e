import type { Attributes } from '../../../../compiler/ir/graph.js';
import type { Choices } from '../sketch.js';
import type { Step } from '../step.js';
import { someAxis } from '../step.js';

/** Rows of a table, which other steps may then use. */
export const embeddingStep: Step = (sketch, choices, name) => {
  const [count, size] = [choices.between(1, 9), choices.between(1, 6)];
  const table = sketch.weight([count, size], count);
  sketch.node('embedding', [sketch.indices([choices.between(1, 5)], count), table], {}, name);
};

/** Elements along some axis, from places that are constants. */
export const gatherStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => value.type.shape.length > 0);
  if (x === undefined) return;
  const axis = someAxis(x, choices);
  const shape = choices.of([[], [2], [3, 2]]);
  sketch.node('gather', [x, sketch.indices(shape, x.type.shape[axis])], { axis }, name);
};

export const gatherElementsStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => value.type.shape.length > 0);
  if (x === undefined) return;
  const { shape } = x.type;
  const axis = someAxis(x, choices);
  const indices = sketch.indices(shape.with(axis, choices.between(1, 4)), shape[axis]);
  sketch.node('gather_elements', [x, indices], { axis }, name);
};

export const argmaxStep = positioned('argmax', (choices) => ({ keepdims: choices.flag() }));
export const argminStep = positioned('argmin', (choices) => ({ keepdims: choices.flag() }));
/** The largest along some axis, of which later steps may use either, or none. */
export const topKStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => value.type.shape.length > 0);
  if (x === undefined) return;
  const axis = someAxis(x, choices);
  const k = choices.between(1, Math.min(x.type.shape[axis], 4));
  const [, positions] = sketch.nodes('top_k', [x], { k, axis }, name);
  if (choices.flag() && positions !== undefined) sketch.node('gather', [x, positions], { axis });
};

/** Positions along some axis, and the elements there. */
function positioned(
  op: 'argmax' | 'argmin',
  attributes: (choices: Choices, extent: number) => Attributes,
): Step {
  return (sketch, choices, name) => {
    const x = sketch.pick(choices, (value) => value.type.shape.length > 0);
    if (x === undefined) return;
    const axis = someAxis(x, choices);
    const own = attributes(choices, x.type.shape[axis]);
    const positions = sketch.integers(op, [x], { ...own, axis });
    if (positions !== undefined) sketch.node('gather', [x, positions], { axis }, name);
  };
}
