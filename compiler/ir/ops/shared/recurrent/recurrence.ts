import type { OpDefinition } from '../../../op.js';
import { ShapeError } from '../../../op.js';
import { elementCount } from '../../../types.js';
import { read } from '../access.js';
import { requireAxes, requireVector, shapeText } from '../checks.js';
import type { RecurrentAttributes, RecurrentCell } from './cell.js';
import { cellWorkspace, rowsText } from './cell.js';
import {
  recurrentOutputs,
  requireCellVector,
  requireInitialStates,
  stateWidth,
  withRecurrentOutputs,
} from './checks.js';
import { evaluateRecurrence } from './evaluate.js';
import { optionalInputs } from './optional-inputs.js';

const PARTS = { input: 0, weight: 1, others: 2 } as const;

/** What of a recurrent layer has to wait for the step before; `summary` says it of `cell`. */
export function recurrence<A extends RecurrentAttributes>(
  cell: RecurrentCell<A>,
  summary: string,
): OpDefinition<A> {
  const name = `${cell.name}_recurrence`;
  const biases = cell.keepsBias === true ? ['bias_hh'] : [];
  const { inputs: others, partsOf } = optionalInputs(cell, biases);
  return {
    name,
    summary,
    inputs: [{ name: 'from_input' }, { name: 'weight_hh' }, ...others],
    attributes: cell.schema,
    withOutputs: withRecurrentOutputs,

    infer([fromInput, weight, ...given], attributes) {
      const [[bias], initial, vector] = partsOf(given);
      requireAxes(name, fromInput, ['N', 'T', rowsText(cell)], PARTS.input);
      const width = stateWidth(name, cell, weight, PARTS.weight);
      const [batch, steps, rows] = fromInput.shape;
      if (rows !== cell.gates * width) {
        throw new ShapeError(
          'features',
          `${name} has a state of ${width} and needs gates [N,T,${cell.gates * width}] from the ` +
            `input, but got ${shapeText(fromInput.shape)}`,
          { input: PARTS.input, otherInput: PARTS.weight },
        );
      }
      if (given.length > 0 && biases.length > 0) {
        const operand = { name: 'bias_hh', type: bias, input: PARTS.others };
        requireVector(name, operand, rows, 'row of the gates');
      }
      const first = PARTS.others + biases.length;
      requireInitialStates(name, cell, initial, [batch, width], first);
      requireCellVector(name, cell, vector, width, first + cell.states.length);
      return recurrentOutputs(cell, [batch, steps, width], attributes);
    },

    evaluate([input, weight, ...given], attributes, outputs) {
      const [[bias], initial, vector] = partsOf(given);
      const [, steps, rows] = input.shape;
      const fromInput = (n: number, t: number, row: number): number =>
        read(input, (n * steps + t) * rows + row);
      const operands = { fromInput, weight, bias, initial, vector };
      return evaluateRecurrence(cell, operands, attributes, outputs);
    },

    workspace: (_inputs, attributes, [y]) => cellWorkspace(cell, y.shape, attributes),

    macs: ([{ shape }, weight]) => shape[0] * shape[1] * elementCount(weight.shape),
  };
}
