import type { Step } from '../step.js';
import { someAxis, unary } from '../step.js';

export const reluStep: Step = unary('relu');
export const relu6Step: Step = unary('relu6');

export const sigmoidStep: Step = unary('sigmoid');
export const tanhStep: Step = unary('tanh');

export const leakyReluStep: Step = unary('leaky_relu', (choices) => ({
  slope: choices.of([0.01, 0.1, 2]),
}));

export const eluStep: Step = unary('elu', (choices) => ({ alpha: choices.of([1, 0.5]) }));

export const preluStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => value.type.shape.length >= 2);
  if (x === undefined) return;
  const slopes = sketch.constant([choices.flag() ? x.type.shape[1] : 1], undefined, 'weight');
  sketch.node('prelu', [x, slopes], {}, name);
};

export const softmaxStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => value.type.shape.length > 0);
  if (x !== undefined) sketch.node('softmax', [x], { axis: someAxis(x, choices) }, name);
};

export const logSoftmaxStep: Step = (sketch, choices, name) => {
  const x = sketch.pick(choices, (value) => value.type.shape.length > 0);
  if (x !== undefined) sketch.node('log_softmax', [x], { axis: someAxis(x, choices) }, name);
};
