import type { Attributes, Value } from '../../../ir/graph.js';
import { elementCount } from '../../../ir/types.js';
import type { ImportNode, Importer } from '../import-node.js';
import type { Known, Operand } from '../operand.js';
import { known } from '../operand.js';

/** One of ONNX's recurrent operators as ours has it. */
interface Cell {
  readonly op: 'lstm' | 'gru' | 'rnn';
  /** Where ONNX has our gates, in our order. */
  readonly order: readonly number[];
  /** What the activations must be, in lower case, for each direction. */
  readonly activations: readonly string[];
  readonly attributes: (node: ImportNode) => Attributes;
}

/** i, o, f, c as i, f, g, o */
const LSTM: Cell = {
  op: 'lstm',
  order: [0, 2, 3, 1],
  activations: ['sigmoid', 'tanh', 'tanh'],
  attributes: (node) => ({ coupled: node.integer('input_forget', 0) === 1 }),
};

/** z, r, h as r, z, n */
const GRU: Cell = {
  op: 'gru',
  order: [1, 0, 2],
  activations: ['sigmoid', 'tanh'],
  attributes: (node) => ({ reset_after: node.integer('linear_before_reset', 0) === 1 }),
};

const RNN: Cell = {
  op: 'rnn',
  order: [0],
  activations: [],
  attributes: (node) => {
    const [activation = 'tanh'] = node.texts('activations').map((each) => each.toLowerCase());
    if (activation !== 'tanh' && activation !== 'relu') {
      node.refuse(`has the activation ${activation}; tanh and relu are imported`);
    }
    return { activation };
  },
};

export const importLSTM = layer(LSTM);
export const importGRU = layer(GRU);
export const importRNN = layer(RNN);

/** [T,N,I], and for each direction weights [gates·H,I] and [gates·H,H]: y [T,directions,N,H] and the last states. */
function layer(cell: Cell): Importer {
  return (node) => {
    requireUsual(node, cell);
    const direction = node.text('direction', 'forward');
    const isBoth = direction === 'bidirectional';
    const directions = isBoth ? [false, true] : [direction === 'reverse'];
    const [steps, batch] = node.shape(0);
    const width = node.shape(2)[2];
    const x = node.add('transpose', [node.value(0)], { permutation: [1, 0, 2] });
    const results = directions.map((reverse, index) =>
      oneDirection(node, cell, x, { reverse, index, batch, width }),
    );
    const [outputs, ...states] = results[0].map((_, which) => results.map((all) => all[which]));
    const bySteps = outputs.map((output) => {
      const turned = node.add('transpose', [output], { permutation: [1, 0, 2] });
      return node.add('reshape', [turned], { shape: [steps, 1, batch, width] });
    });
    const last = states.map((each) =>
      each.map((state) => node.add('reshape', [state], { shape: [1, batch, width] })),
    );
    return [joined(node, bySteps, 1), ...last.map((each) => joined(node, each, 0))].map(
      (value): Operand => ({ kind: 'computed', dtype: node.input(0).dtype, value }),
    );
  };
}

function joined(node: ImportNode, parts: readonly Value[], axis: number): Value {
  return parts.length === 1 ? parts[0] : node.add('concat', parts, { axis });
}

interface Direction {
  readonly reverse: boolean;
  readonly index: number;
  readonly batch: number;
  readonly width: number;
}

function oneDirection(
  node: ImportNode,
  cell: Cell,
  x: Value,
  { reverse, index, batch, width }: Direction,
): readonly Value[] {
  const rows = cell.order.length * width;
  const ofDirection = (input: number, what: string, shape: readonly number[]): Known =>
    part(node.known(input, what), index, shape);
  const gates = (input: number, what: string, columns: number): Value =>
    node.asValue(reordered(ofDirection(input, what, [rows, columns]), cell.order, width));
  const weights = [gates(1, 'weights', node.shape(0)[2]), gates(2, 'weights', width)];
  const states = cell.op === 'lstm' ? [5, 6] : [5];
  const hasStates = states.some((input) => node.optional(input) !== undefined);
  const hasPeephole = cell.op === 'lstm' && node.optional(7) !== undefined;
  const zeros = (shape: readonly number[]): Value =>
    node.asValue(known('F32', shape, new Float32Array(elementCount(shape))));
  const biases = (): Value[] => {
    if (node.optional(3) === undefined) return [zeros([rows]), zeros([rows])];
    const both = ofDirection(3, 'biases', [2 * rows]);
    return [0, 1].map((half) => {
      const bias = part({ ...both, shape: [2, rows] }, half, [rows]);
      return node.asValue(reordered(bias, cell.order, width));
    });
  };
  const initial = (): Value[] =>
    states.map((input) => {
      const state = node.optional(input);
      if (state === undefined) return zeros([batch, width]);
      if (state.kind === 'known') return node.asValue(part(state, index, [batch, width]));
      const sliced =
        node.shape(input)[0] === 1
          ? state.value
          : node.add('slice', [state.value], {
              axes: [0],
              starts: [index],
              lengths: [1],
              steps: [1],
            });
      return node.add('reshape', [sliced], { shape: [batch, width] });
    });
  const needsBias = node.optional(3) !== undefined || hasStates || hasPeephole;
  const peephole = (): Value =>
    node.asValue(reordered(ofDirection(7, 'peephole', [3 * width]), [0, 2, 1], width));
  const inputs = [
    x,
    ...weights,
    ...(needsBias ? biases() : []),
    ...(hasStates || hasPeephole ? initial() : []),
    ...(hasPeephole ? [peephole()] : []),
  ];
  return node.addAll(cell.op, inputs, { ...cell.attributes(node), states: true, reverse });
}

/** The entry of a tensor along its first axis, as another shape. */
function part(operand: Known, index: number, shape: readonly number[]): Known {
  const count = elementCount(shape);
  return {
    ...known(operand.dtype, shape, new Float32Array()),
    read: () => operand.read().slice(index * count, (index + 1) * count),
  };
}

/** Gates, of as many rows each, in another order. */
function reordered(operand: Known, order: readonly number[], width: number): Known {
  const row = elementCount(operand.shape.slice(1));
  return {
    ...operand,
    read() {
      const numbers = operand.read();
      const gate = width * row;
      return Float32Array.from({ length: numbers.length }, (_, at) => {
        return numbers[order[Math.floor(at / gate)] * gate + (at % gate)];
      });
    },
  };
}

function requireUsual(node: ImportNode, { activations }: Cell): void {
  if (node.integer('layout', 0) !== 0) node.refuse('has the batch first (layout = 1)');
  if (node.has('clip')) node.refuse('clips its gates');
  const given = node.texts('activations').map((each) => each.toLowerCase());
  const differs = given.find((each, at) => each !== activations[at % activations.length]);
  if (activations.length > 0 && differs !== undefined) {
    node.refuse(`has the activations ${given.join(', ')}; ${activations.join(', ')} are imported`);
  }
  if (node.optional(4) === undefined) return;
  const [steps] = node.shape(0);
  if (node.knownIntegers(4, 'lengths').some((length) => length !== steps)) {
    node.refuse('has sequences of different lengths');
  }
}
