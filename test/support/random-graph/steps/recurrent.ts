import type { Attributes } from '../../../../compiler/ir/graph.js';
import type { OpName } from '../../../../compiler/ir/ops/index.js';
import type { Choices } from '../sketch.js';
import type { Step } from '../step.js';
import { hasRank } from '../step.js';

export const lstmStep = recurrentLayer('lstm', 4, coupledForm);
export const lstmRecurrenceStep = recurrence('lstm_recurrence', 4, coupledForm);
export const gruStep = recurrentLayer('gru', 3, resetForm);
export const gruRecurrenceStep = recurrence('gru_recurrence', 3, resetForm);
export const rnnStep = recurrentLayer('rnn', 1, activationForm);
export const rnnRecurrenceStep = recurrence('rnn_recurrence', 1, activationForm);

type AttributeForm = (choices: Choices) => Attributes;

function coupledForm(choices: Choices): Attributes {
  return { coupled: choices.flag() };
}

function resetForm(choices: Choices): Attributes {
  return { reset_after: choices.flag() };
}

function activationForm(choices: Choices): Attributes {
  return { activation: choices.of(['tanh', 'relu']) };
}

function recurrentLayer(op: OpName, gates: number, form: AttributeForm): Step {
  return (sketch, choices, name) => {
    const x = sketch.pick(choices, hasRank(3));
    if (x === undefined) return;
    const features = x.type.shape[2];
    const width = choices.between(1, 6);
    const rows = gates * width;
    const biases = choices.flag() ? [[rows], [rows]] : [];
    const weights = [
      sketch.weight([rows, features], features),
      sketch.weight([rows, width], width),
      ...biases.map((shape) => sketch.constant(shape, undefined, 'bias')),
    ];
    const direction = { states: choices.flag(), reverse: choices.flag() };
    sketch.nodes(op, [x, ...weights], { ...direction, ...form(choices) }, name);
  };
}

function recurrence(op: OpName, gates: number, form: AttributeForm): Step {
  return (sketch, choices, name) => {
    const input = sketch.pick(
      choices,
      ({ type: { shape } }) => shape.length === 3 && shape[2] % gates === 0,
    );
    if (input === undefined) return;
    const width = input.type.shape[2] / gates;
    const weight = sketch.weight([gates * width, width], width);
    const direction = { states: choices.flag(), reverse: choices.flag() };
    sketch.nodes(op, [input, weight], { ...direction, ...form(choices) }, name);
  };
}
