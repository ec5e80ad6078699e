import type { OpDefinition, SurfaceValues } from '../op.js';
import { ShapeError } from '../op.js';
import { elementCount } from '../types.js';
import { read } from './shared/access.js';
import { requireAxes, requireInteger, requireVector, shapeText } from './shared/checks.js';
import type { LstmAttributes } from './shared/lstm.js';
import { evaluateLstm, GATES, LSTM_SCHEMA, lstmOutputs, stateWidth } from './shared/lstm.js';

const BIASES = ['bias_ih', 'bias_hh'] as const;
const SEQUENCE_AXES = ['N', 'T', 'I'] as const;

export const lstm: OpDefinition<LstmAttributes> = {
  name: 'lstm',
  summary:
    'Long short-term memory (Hochreiter, Schmidhuber 1997): one layer over the steps T of N ' +
    'sequences, from a state of zeros. i, f, g, o = weight_ih · x[t] + bias_ih + weight_hh · h[t−1] + ' +
    'bias_hh; c[t] = σ(f) · c[t−1] + σ(i) · tanh(g); h[t] = σ(o) · tanh(c[t]). Input [N,T,I], ' +
    'weight_ih [4·H,I], weight_hh [4·H,H] and biases [4·H] as in PyTorch, gates in the order i, f, g, ' +
    'o; output [N,T,H], the hidden states of all steps, and with `states` the last h and c, [N,H] each.',
  inputs: [
    { name: 'x' },
    { name: 'weight_ih' },
    { name: 'weight_hh' },
    ...BIASES.map((name) => ({ name, optional: true as const })),
  ],
  attributes: LSTM_SCHEMA,

  infer([x, weightIh, weightHh, ...biases], attributes) {
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
    return lstmOutputs([batch, steps, width], attributes);
  },

  evaluate([x, weightIh, weightHh, ...biases], _attributes, outputs) {
    const [, steps, features] = x.shape;
    const fromInput = (n: number, t: number, row: number): number => {
      let sum = biases.reduce((total, bias) => total + read(bias, row), 0);
      for (let i = 0; i < features; i++) {
        sum += read(x, (n * steps + t) * features + i) * read(weightIh, row * features + i);
      }
      return sum;
    };
    return evaluateLstm(fromInput, weightHh, outputs);
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
      'True in PyTorch); ONNX has the steps there.',
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
      const weight = (name: string, shape: readonly number[]) => ({
        name,
        parameter: `${name}_l${args.layer as number}`,
        shape,
      });
      return [
        weight('weight_ih', [rows, x.shape[2]]),
        weight('weight_hh', [rows, width]),
        ...(args.bias === true ? BIASES.map((name) => weight(name, [rows])) : []),
      ];
    },
    attributes: ({ states }) => ({ states: states as boolean }),
  },
};

function requireWidth(args: SurfaceValues): number {
  const width = args.width as number;
  requireInteger('lstm', 'width', width, 1);
  return width;
}
