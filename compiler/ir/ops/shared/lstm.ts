import type { Attributes } from '../../graph.js';
import { roundUp } from '../../layout.js';
import type { AttributeSchema, OpInput, WorkspaceTensor } from '../../op.js';
import { ShapeError } from '../../op.js';
import type { Tensor } from '../../tensor.js';
import { zeros } from '../../tensor.js';
import { elementCount, f32, sameShape } from '../../types.js';
import type { Shape, TensorType } from '../../types.js';
import { read, write } from './access.js';
import { requireAxes, shapeText } from './checks.js';

/** PyTorch's order of the gates in weights and biases. */
export const GATE = { input: 0, forget: 1, candidate: 2, output: 3 } as const;
export const GATES = 4;

export interface LstmAttributes extends Attributes {
  readonly states: boolean;
}

/** The operands that hold the states before the first step, [N,H] each: both or none. */
export const INITIAL_STATES = ['hidden', 'cell'] as const;

/** What an op takes besides its other operands. */
export const INITIAL_INPUTS: readonly OpInput[] = INITIAL_STATES.map((name) => ({
  name,
  optional: true,
}));

/** Both states before the first step, which begin with operand `first` of `op`, or none. Throws `ShapeError`. */
export function requireInitialStates(
  op: string,
  states: readonly TensorType[],
  [batch, width]: readonly [number, number],
  first: number,
): void {
  if (states.length === 1) {
    throw new ShapeError(
      'states',
      `${op} takes both a hidden state and a cell to begin with or none, but got only the hidden state`,
      { input: first },
    );
  }
  for (const [index, { shape }] of states.entries()) {
    if (sameShape(shape, [batch, width])) continue;
    const name = INITIAL_STATES[index];
    throw new ShapeError(
      name,
      `the ${name === 'hidden' ? 'hidden state' : name} that ${op} begins with must be ${shapeText([batch, width])}, one state of ${width} ` +
        `for each sequence, but is ${shapeText(shape)}`,
      { input: first + index, otherInput: 0, argument: name },
    );
  }
}

/** The form with the hidden states of all steps alone. */
export function withLstmOutputs(
  attributes: LstmAttributes,
  count: number,
): LstmAttributes | undefined {
  return count === 1 && attributes.states ? { ...attributes, states: false } : undefined;
}

export const LSTM_SCHEMA: AttributeSchema<LstmAttributes> = {
  states: { kind: 'boolean', default: false, doc: 'give the last hidden state and cell, too' },
};

/** The types of what an lstm of H elements over N sequences of T steps gives. */
export function lstmOutputs(
  [batch, steps, width]: readonly [number, number, number],
  { states }: LstmAttributes,
): TensorType[] {
  const last = f32(batch, width);
  return [f32(batch, steps, width), ...(states ? [last, last] : [])];
}

/** H, from the type of weight_hh [4·H,H], which is operand `input` of `op`. Throws `ShapeError`. */
export function stateWidth(op: string, weight: TensorType, input: number): number {
  requireAxes(`the weight_hh of ${op}`, weight, ['4·H', 'H'], input);
  const [rows, width] = weight.shape;
  if (rows === GATES * width) return width;
  throw new ShapeError(
    'weight_hh',
    `the weight_hh of ${op} must be [4·H,H], one row per gate and element of the state, ` +
      `but is ${shapeText(weight.shape)}`,
    { input },
  );
}

/**
 * The recurrence over the steps t of each sequence, from the `initial` h and c [N,H], or zeros (Hochreiter,
 * Schmidhuber 1997, with the forget gate of Gers et al. 2000):
 *
 *   i, f, g, o = fromInput(t) + weight_hh · h[t−1]
 *   c[t] = σ(f) ⊙ c[t−1] + σ(i) ⊙ tanh(g)
 *   h[t] = σ(o) ⊙ tanh(c[t])
 *
 * `fromInput(n, t, row)` is what the input and the biases add to a row of the gates; `weight` is
 * weight_hh. Returns all h, [N,T,H], and the last h and c, [N,H], as far as there are `outputs`; between
 * the steps h is rounded to f32, c is not.
 */
export function evaluateLstm(
  fromInput: (n: number, t: number, row: number) => number,
  weight: Tensor,
  outputs: readonly TensorType[],
  initial: readonly Tensor[],
): Tensor[] {
  const [batch, steps, width] = outputs[0].shape;
  const [y, ...last] = outputs.map((type) => zeros(type));
  for (let n = 0; n < batch; n++) {
    const [hidden, cell] = [0, 1].map((which) =>
      Float64Array.from({ length: width }, (_, u) =>
        initial.length === 0 ? 0 : read(initial[which], n * width + u),
      ),
    );
    for (let t = 0; t < steps; t++) {
      const now = (n * steps + t) * width;
      const gate = (row: number): number => {
        let sum = fromInput(n, t, row);
        for (let j = 0; j < width; j++) {
          const before = t === 0 ? hidden[j] : read(y, now - width + j);
          sum += before * read(weight, row * width + j);
        }
        return sum;
      };
      for (let u = 0; u < width; u++) {
        const [i, f, g, o] = [0, 1, 2, 3].map((index) => gate(index * width + u));
        cell[u] = sigmoid(f) * cell[u] + sigmoid(i) * Math.tanh(g);
        write(y, now + u, sigmoid(o) * Math.tanh(cell[u]));
        for (const [which, tensor] of last.entries()) {
          write(tensor, n * width + u, which === 0 ? read(y, now + u) : cell[u]);
        }
      }
    }
  }
  return [y, ...last];
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** What a kernel keeps between the steps and within one. */
export const LSTM_TENSORS = ['hidden', 'cell', 'gates'] as const;
export type LstmTensor = (typeof LSTM_TENSORS)[number];

/**
 * hidden [2,N,H], of every second step each, cell [N,H] and gates [N,4·H] for an output [N,T,H], each
 * from a whole vector on.
 */
export function lstmWorkspace([batch, , width]: Shape): WorkspaceTensor[] {
  const shapes: Record<LstmTensor, Shape> = {
    hidden: [2, batch, width],
    cell: [batch, width],
    gates: [batch, GATES * width],
  };
  let end = 0;
  return LSTM_TENSORS.map((name) => {
    const offset = end;
    end += roundUp(elementCount(shapes[name]), 4);
    return { name, shape: shapes[name], offset };
  });
}
