import { optionalBias } from '../layer.js';
import type { Step } from '../step.js';

export const linearStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => value.type.shape.length > 0);
  if (x === undefined) return;
  const features = x.type.shape[x.type.shape.length - 1];
  const outputs = choices.between(1, 6);
  const weights = [
    sketch.weight([outputs, features], features),
    ...optionalBias(sketch, choices, outputs),
  ];
  sketch.node('linear', [x, ...weights], {}, name);
};

export const matmulStep: Step = (sketch, choices, name) => {
  const a = sketch.pick(choices, (value) => value.type.shape.length >= 2);
  if (a === undefined) return;
  const { shape } = a.type;
  const rank = shape.length;
  if (choices.below(3) > 0) {
    const axis = choices.below(rank);
    const matrix = sketch.weight([shape[axis], choices.between(1, 6)], shape[axis]);
    sketch.node('matmul', [a, matrix], { axis }, name);
    return;
  }
  const swapped = Array.from({ length: rank }, (_, axis) => axis);
  [swapped[rank - 1], swapped[rank - 2]] = [rank - 2, rank - 1];
  const b = sketch.node('transpose', [a], { permutation: swapped });
  if (b !== undefined) sketch.node('matmul', [a, b], { axis: -1 }, name);
};

export const biasStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => value.type.shape.length >= 2);
  if (x === undefined) return;
  const [, channels] = x.type.shape;
  const vector =
    sketch.pick(choices, ({ type }) => type.shape.length === 1 && type.shape[0] === channels) ??
    sketch.constant([channels], undefined, 'bias');
  sketch.node('bias', [x, vector], {}, name);
};
