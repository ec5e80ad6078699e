import type { OpDefinition, SurfaceValues } from '../op.js';
import { ShapeError } from '../op.js';
import { elementCount } from '../types.js';
import { read } from './shared/access.js';
import { requireAxes, requireInteger, requireVector, shapeText } from './shared/checks.js';
import type { LstmAttributes } from './shared/lstm.js';
import {
  evaluateLstm,
  GATES,
  INITIAL_INPUTS,
  INITIAL_STATES,
  LSTM_SCHEMA,
  lstmOutputs,
  requireInitialStates,
  stateWidth,
  withLstmOutputs,
} from './shared/lstm.js';

const BIASES = ['bias_ih', 'bias_hh'] as const;
const SEQUENCE_AXES = ['N', 'T', 'I'] as const;

export const lstm: OpDefinition<LstmAttributes> = {
  name: 'lstm',
  summary:
    'Long short-term memory (Hochreiter, Schmidhuber 1997): one layer over the steps T of N ' +
    'sequences, from `hidden` and `cell` [N,H], zeros unless given. i, f, g, o = weight_ih · x[t] + bias_ih + weight_hh · h[t−1] + ' +
    'bias_hh; c[t] = σ(f) · c[t−1] + σ(i) · tanh(g); h[t] = σ(o) · tanh(c[t]). Input [N,T,I], ' +
    'weight_ih [4·H,I], weight_hh [4·H,H] and biases [4·H] as in PyTorch, gates in the order i, f, g, ' +
    'o; output [N,T,H], the hidden states of all steps, and with `states` the last h and c, [N,H] each.',
  inputs: [
    { name: 'x' },
    { name: 'weight_ih' },
    { name: 'weight_hh' },
    ...BIASES.map((name) => ({ name, optional: true as const })),
    ...INITIAL_INPUTS,
  ],
  attributes: LSTM_SCHEMA,
  withOutputs: withLstmOutputs,

  infer([x, weightIh, weightHh, ...optional], attributes) {
    const [biases, initial] = partsOf(optional);
    requireAxes('lstm', x, SEQUENCE_AXES, 0);
    const [batch, steps, features] = x.shape;
    const width = stateWidth('lstm', weightHh, 2);
    requireAxes('the weight_ih of lstm', weightIh, ['4·H', 'I'], 1);
    if (weightIh.shape[0] !== GATES * width || weightIh.shape[1] !== features) {
      throw new ShapeError(
        'weight_ih',
        `the weight_ih of lstm must be [${GATES * width},${features}] for an input of ${features} ` +
          `features and a state of ${width}, but is ${shapeText(weightIh.shape)}`,
        { input: 1, otherInput: 0 },
      );
    }
    if (biases.length === 1) {
      throw new ShapeError('bias', 'lstm takes both biases or none, but got only bias_ih', {
        input: 3,
      });
    }
    biases.forEach((type, index) => {
      const operand = { name: BIASES[index], type, input: index + 3 };
      requireVector('lstm', operand, GATES * width, 'row of the gates');
    });
    requireInitialStates('lstm', initial, [batch, width], 5);
    return lstmOutputs([batch, steps, width], attributes);
  },

  evaluate([x, weightIh, weightHh, ...optional], _attributes, outputs) {
    const [biases, initial] = partsOf(optional);
    const [, steps, features] = x.shape;
    const fromInput = (n: number, t: number, row: number): number => {
      let sum = biases.reduce((total, bias) => total + read(bias, row), 0);
      for (let i = 0; i < features; i++) {
        sum += read(x, (n * steps + t) * features + i) * read(weightIh, row * features + i);
      }
      return sum;
    };
    return evaluateLstm(fromInput, weightHh, outputs, initial);
  },

  macs: ([{ shape }, weightIh, weightHh]) =>
    shape[0] * shape[1] * (elementCount(weightIh.shape) + elementCount(weightHh.shape)),

  surface: {
    name: 'lstm',
    family: 'sequence',
    example: ['input x: tensor(1, 20, 27)', 'output y = x -> lstm(32)'],
    conventions:
      'The gates come in the order i, f, g, o as in PyTorch and Keras; ONNX has i, o, f, g. There are two ' +
      'biases as in PyTorch, of which Keras has only the sum. The batch is the first axis (batch_first = ' +
      'True in PyTorch); ONNX has the steps there. States are [N,H]; those of PyTorch and ONNX have an axis ' +
      'of layers or directions in front. `hidden = true` makes the state before the first step a parameter.',
    arguments: [
      { name: 'width', kind: 'integer', doc: 'elements of the hidden state' },
      {
        name: 'layer',
        kind: 'integer',
        default: 0,
        doc: "number of the layer in a stack: its parameters are called `weight_ih_l0` and so on, as in PyTorch's nn.LSTM",
      },
      { name: 'bias', kind: 'boolean', default: true, doc: 'add bias_ih and bias_hh to the gates' },
      {
        name: 'hidden',
        kind: 'boolean',
        default: false,
        doc: 'the hidden state before the first step, [N,H], as `hidden = h`; zeros unless it is given',
      },
      {
        name: 'cell',
        kind: 'boolean',
        default: false,
        doc: 'the cell before the first step, [N,H], as `cell = c`; zeros unless it is given',
      },
      {
        name: 'states',
        kind: 'boolean',
        default: false,
        doc: 'give the last hidden state and cell, too: `all, hidden, cell = x -> lstm(32, states = true)`',
      },
    ],
    weights(args, [x]) {
      const width = requireWidth(args);
      requireAxes('lstm', x, SEQUENCE_AXES, 0);
      requireInteger('lstm', 'layer', args.layer as number, 0);
      const rows = GATES * width;
      const weight = (name: string, shape: readonly number[], isThere = true) => ({
        name,
        parameter: `${name}_l${args.layer as number}`,
        shape,
        ...(!isThere && { isZeros: true as const }),
      });
      const hasBias = args.bias === true;
      const hasStates = INITIAL_STATES.some((name) => args[name] === true);
      const state = [x.shape[0], width];
      return [
        weight('weight_ih', [rows, x.shape[2]]),
        weight('weight_hh', [rows, width]),
        ...(hasBias || hasStates ? BIASES.map((name) => weight(name, [rows], hasBias)) : []),
        ...(hasStates
          ? INITIAL_STATES.map((name) => weight(name, state, args[name] === true))
          : []),
      ];
    },
    attributes: ({ states }) => ({ states: states as boolean }),
  },
};

/** The biases, and the states before the first step. */
function partsOf<T>(optional: readonly T[]): [readonly T[], readonly T[]] {
  return [optional.slice(0, BIASES.length), optional.slice(BIASES.length)];
}

function requireWidth(args: SurfaceValues): number {
  const width = args.width as number;
  requireInteger('lstm', 'width', width, 1);
  return width;
}
