import type { OpDefinition } from '../op.js';
import { ShapeError } from '../op.js';
import { elementCount } from '../types.js';
import { read } from './shared/access.js';
import { requireAxes, shapeText } from './shared/checks.js';
import type { LstmAttributes } from './shared/lstm.js';
import {
  evaluateLstm,
  GATES,
  INITIAL_INPUTS,
  LSTM_SCHEMA,
  lstmOutputs,
  lstmWorkspace,
  requireInitialStates,
  stateWidth,
  withLstmOutputs,
} from './shared/lstm.js';

export const lstmRecurrence: OpDefinition<LstmAttributes> = {
  name: 'lstm_recurrence',
  summary:
    'What of an lstm has to wait for the step before: from_input [N,T,4·H] is what the input and ' +
    'the biases add to the gates i, f, g, o of every step, weight_hh [4·H,H] the weight of the ' +
    'hidden state, hidden and cell [N,H] the states before the first step, zeros where they are absent. ' +
    'Outputs as of lstm. Made by `hoist-lstm-input`.',
  inputs: [{ name: 'from_input' }, { name: 'weight_hh' }, ...INITIAL_INPUTS],
  attributes: LSTM_SCHEMA,
  withOutputs: withLstmOutputs,

  infer([fromInput, weight, ...initial], attributes) {
    requireAxes('lstm_recurrence', fromInput, ['N', 'T', '4·H'], 0);
    const width = stateWidth('lstm_recurrence', weight, 1);
    const [batch, steps, rows] = fromInput.shape;
    if (rows !== GATES * width) {
      throw new ShapeError(
        'features',
        `lstm_recurrence has a state of ${width} and needs gates [N,T,${GATES * width}] from the ` +
          `input, but got ${shapeText(fromInput.shape)}`,
        { input: 0, otherInput: 1 },
      );
    }
    requireInitialStates('lstm_recurrence', initial, [batch, width], 2);
    return lstmOutputs([batch, steps, width], attributes);
  },

  evaluate([input, weight, ...initial], _attributes, outputs) {
    const [, steps, rows] = input.shape;
    const fromInput = (n: number, t: number, row: number): number =>
      read(input, (n * steps + t) * rows + row);
    return evaluateLstm(fromInput, weight, outputs, initial);
  },

  workspace: (_inputs, _attributes, [y]) => lstmWorkspace(y.shape),

  macs: ([{ shape }, weight]) => shape[0] * shape[1] * elementCount(weight.shape),
};
