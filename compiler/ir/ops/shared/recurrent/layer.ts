import type { OpDefinition, Surface, SurfaceArgument, SurfaceValues } from '../../../op.js';
import { ShapeError } from '../../../op.js';
import { elementCount } from '../../../types.js';
import { read } from '../access.js';
import { requireAxes, requireInteger, requireVector, shapeText } from '../checks.js';
import type { RecurrentAttributes, RecurrentCell, State } from './cell.js';
import { rowsText } from './cell.js';
import {
  recurrentOutputs,
  requireCellVector,
  requireInitialStates,
  stateWidth,
  withRecurrentOutputs,
} from './checks.js';
import { evaluateRecurrence } from './evaluate.js';
import { optionalInputs } from './optional-inputs.js';

const BIASES = ['bias_ih', 'bias_hh'] as const;
const SEQUENCE_AXES = ['N', 'T', 'I'] as const;

/** How people read about a recurrent layer. */
interface LayerText extends Pick<Surface, 'example' | 'conventions'> {
  readonly summary: string;
}

/**
 * A recurrent layer of `cell` over sequences [N,T,I]: weight_ih [gates·H,I], weight_hh [gates·H,H], two biases
 * or none, and the states before the first step.
 */
export function recurrentLayer<A extends RecurrentAttributes>(
  cell: RecurrentCell<A>,
  { summary, ...text }: LayerText,
): OpDefinition<A> {
  const { name, gates } = cell;
  const vectors = cell.vector === undefined ? [] : [cell.vector];
  const { inputs: others, partsOf } = optionalInputs(cell, BIASES);
  return {
    name,
    summary,
    inputs: [{ name: 'x' }, { name: 'weight_ih' }, { name: 'weight_hh' }, ...others],
    attributes: cell.schema,
    withOutputs: withRecurrentOutputs,
    recurrence: { op: `${name}_recurrence`, ...(cell.keepsBias && { keepsBias: true }) },

    infer([x, weightIh, weightHh, ...optional], attributes) {
      const [biases, initial, vector] = partsOf(optional);
      requireAxes(name, x, SEQUENCE_AXES, 0);
      const [batch, steps, features] = x.shape;
      const width = stateWidth(name, cell, weightHh, 2);
      requireAxes(`the weight_ih of ${name}`, weightIh, [rowsText(cell), 'I'], 1);
      if (weightIh.shape[0] !== gates * width || weightIh.shape[1] !== features) {
        throw new ShapeError(
          'weight_ih',
          `the weight_ih of ${name} must be [${gates * width},${features}] for an input of ${features} ` +
            `features and a state of ${width}, but is ${shapeText(weightIh.shape)}`,
          { input: 1, otherInput: 0 },
        );
      }
      if (biases.length === 1) {
        throw new ShapeError('bias', `${name} takes both biases or none, but got only bias_ih`, {
          input: 3,
        });
      }
      biases.forEach((type, index) => {
        const operand = { name: BIASES[index], type, input: index + 3 };
        requireVector(name, operand, gates * width, 'row of the gates');
      });
      requireInitialStates(name, cell, initial, [batch, width], 5);
      requireCellVector(name, cell, vector, width, 5 + cell.states.length);
      return recurrentOutputs(cell, [batch, steps, width], attributes);
    },

    evaluate([x, weightIh, weightHh, ...optional], attributes, outputs) {
      const [biases, initial, vector] = partsOf(optional);
      const added = cell.keepsBias === true ? biases.slice(0, 1) : biases;
      const [, steps, features] = x.shape;
      const fromInput = (n: number, t: number, row: number): number => {
        let sum = added.reduce((total, bias) => total + read(bias, row), 0);
        for (let i = 0; i < features; i++) {
          sum += read(x, (n * steps + t) * features + i) * read(weightIh, row * features + i);
        }
        return sum;
      };
      const kept = cell.keepsBias === true ? { bias: biases.at(1) } : {};
      const operands = { fromInput, weight: weightHh, ...kept, initial, vector };
      return evaluateRecurrence(cell, operands, attributes, outputs);
    },

    macs: ([{ shape }, weightIh, weightHh]) =>
      shape[0] * shape[1] * (elementCount(weightIh.shape) + elementCount(weightHh.shape)),

    surface: {
      ...text,
      name,
      family: 'sequence',
      arguments: [
        { name: 'width', kind: 'integer', doc: 'elements of the hidden state' },
        {
          name: 'layer',
          kind: 'integer',
          default: 0,
          doc: `number of the layer in a stack: its parameters are called \`weight_ih_l0\` and so on, as in PyTorch's nn.${name.toUpperCase()}`,
        },
        {
          name: 'bias',
          kind: 'boolean',
          default: true,
          doc: `add bias_ih and bias_hh to ${gates === 1 ? 'the sum' : 'the gates'}`,
        },
        ...cell.states.map((state) => STATE_ARGUMENTS[state]),
        {
          name: 'states',
          kind: 'boolean',
          default: false,
          doc: `give ${LAST_STATES[cell.states.length - 1]}, too: \`all, ${cell.states.join(', ')} = x -> ${name}(32, states = true)\``,
        },
        {
          name: 'reverse',
          kind: 'boolean',
          default: false,
          doc: 'go from the last step to the first, each output at the place of its step; parameters are called `weight_ih_l0_reverse` and so on, as those of the other direction in PyTorch',
        },
        ...cell.arguments,
      ],
      weights(args, [x]) {
        const width = requireWidth(name, args);
        requireAxes(name, x, SEQUENCE_AXES, 0);
        requireInteger(name, 'layer', args.layer as number, 0);
        const rows = gates * width;
        const suffix = `_l${args.layer as number}${args.reverse === true ? '_reverse' : ''}`;
        const weight = (part: string, shape: readonly number[], isThere = true) => ({
          name: part,
          parameter: `${part}${suffix}`,
          shape,
          ...(!isThere && { isZeros: true as const }),
        });
        const hasBias = args.bias === true;
        const given = vectors.filter((vector) => args[vector.name] === true);
        const hasStates = given.length > 0 || cell.states.some((state) => args[state] === true);
        const shape = [x.shape[0], width];
        return [
          weight('weight_ih', [rows, x.shape[2]]),
          weight('weight_hh', [rows, width]),
          ...(hasBias || hasStates ? BIASES.map((bias) => weight(bias, [rows], hasBias)) : []),
          ...(hasStates
            ? cell.states.map((state) => weight(state, shape, args[state] === true))
            : []),
          ...given.map((vector) => weight(vector.name, [vector.rows * width])),
        ];
      },
      attributes: (args) => cell.attributes(args),
    },
  };
}

const STATE_ARGUMENTS: Readonly<Record<State, SurfaceArgument>> = {
  hidden: {
    name: 'hidden',
    kind: 'boolean',
    default: false,
    doc: 'the hidden state before the first step, [N,H], as `hidden = h`; zeros unless it is given',
  },
  cell: {
    name: 'cell',
    kind: 'boolean',
    default: false,
    doc: 'the cell before the first step, [N,H], as `cell = c`; zeros unless it is given',
  },
};

/** By how many states there are. */
const LAST_STATES = ['the last hidden state', 'the last hidden state and cell'];

function requireWidth(name: string, args: SurfaceValues): number {
  const width = args.width as number;
  requireInteger(name, 'width', width, 1);
  return width;
}
