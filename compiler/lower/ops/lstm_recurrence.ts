import type { LstmAttributes, LstmTensor } from '../../ir/ops/shared/lstm.js';
import { GATE, INITIAL_STATES, LSTM_TENSORS } from '../../ir/ops/shared/lstm.js';
import type { Compute, Scalar } from '../formulas/compute.js';
import { binary, number, read, result, unary } from '../formulas/compute.js';
import type { Index, IndexLike, Variable } from '../formulas/index-expr.js';
import { add, modulo, subtract, toIndex, variable } from '../formulas/index-expr.js';
import type { LoopLowering, LoweringInput } from '../lowering.js';
import { indices, pointwise } from '../lowering.js';

/**
 * From the states before the first step, zeros where none are given, step by step: all gates as one matrix product with the hidden state, then the
 * cell, then the hidden state, which is the output of the step. The state is kept beside the output,
 * because a fused tail may change what is put out. There are two hidden states, of even and of odd
 * steps, so that a unit may have its new one while others still read the old ones. Behind the last step
 * the states that are asked for are copied from there.
 */
export const lstmRecurrence: LoopLowering<LstmAttributes> = {
  kind: 'loops',
  stages: (node) => {
    const t = variable('t', node.output.shape[1]);
    return [
      update('hidden', node, initial('hidden', node), [BEFORE_FIRST]),
      update('cell', node, initial('cell', node)),
      { variable: t, stages: [gates(t, node), cell(node), hidden(t, node), states(t, node)] },
      ...(node.attributes.states ? [lastHidden(node), lastCell(node)] : []),
    ];
  },
  variant: ({ inputs: [, weight] }) => `h${weight.shape[1]}`,
};

type Recurrence = LoweringInput<LstmAttributes>;

/** Which of the two hidden states a step fills; it reads the other. */
const now = (t: Variable): Index => modulo(at(t), 2);
const before = (t: Variable): Index => subtract(1, now(t));
/** What `before` is at first. */
const BEFORE_FIRST = 1;

/** The sequences and the elements of the state. */
function stateAxes({ output: { shape } }: Recurrence): { n: Variable; u: Variable } {
  return { n: variable('n', shape[0]), u: variable('u', shape[2]) };
}

/** weight_hh · h[t−1] and what the input adds. */
function gates(t: Variable, node: Recurrence): Compute {
  const {
    inputs: [input, weight],
  } = node;
  const n = variable('n', input.shape[0]);
  const row = variable('row', weight.shape[0]);
  const j = variable('j', weight.shape[1]);
  return {
    axes: [n, row],
    output: indices([n, row]),
    target: 'gates',
    reductions: [
      {
        name: 'sum',
        axes: [j],
        combine: 'sum',
        body: binary('mul', from(node, 'hidden', before(t), n, j), read(1, indices([row, j]))),
        domain: [],
      },
    ],
    intermediates: [],
    value: binary('add', result('sum'), read(0, [toIndex(n), at(t), toIndex(row)])),
  };
}

/** σ(f) ⊙ c[t−1] + σ(i) ⊙ tanh(g) */
function cell(node: Recurrence): Compute {
  return update('cell', node, (gate, n, u) =>
    binary(
      'add',
      binary('mul', unary('sigmoid', gate('forget')), from(node, 'cell', n, u)),
      binary('mul', unary('sigmoid', gate('input')), unary('tanh', gate('candidate'))),
    ),
  );
}

/** σ(o) ⊙ tanh(c[t]) */
function hidden(t: Variable, node: Recurrence): Compute {
  const value: NewState = (gate, n, u) =>
    binary('mul', unary('sigmoid', gate('output')), unary('tanh', from(node, 'cell', n, u)));
  return update('hidden', node, value, [now(t)]);
}

function states(t: Variable, node: Recurrence): Compute {
  const { n, u } = stateAxes(node);
  return {
    axes: [n, u],
    output: [toIndex(n), at(t), toIndex(u)],
    reductions: [],
    intermediates: [],
    value: from(node, 'hidden', now(t), n, u),
  };
}

function lastHidden(node: Recurrence): Compute {
  const { n, u } = stateAxes(node);
  const steps = node.output.shape[1];
  return { ...pointwise([n, u], from(node, 'hidden', (steps - 1) % 2, n, u)), target: 1 };
}

function lastCell(node: Recurrence): Compute {
  const { n, u } = stateAxes(node);
  return { ...pointwise([n, u], from(node, 'cell', n, u)), target: 2 };
}

type NewState = (gate: (name: keyof typeof GATE) => Scalar, n: Variable, u: Variable) => Scalar;

/**
 * A state in which every element follows from the gates and states at its own place; `which` of
 * several there are.
 */
function update(
  target: LstmTensor,
  node: Recurrence,
  value: NewState,
  which: readonly IndexLike[] = [],
): Compute {
  const { n, u } = stateAxes(node);
  const width = node.output.shape[2];
  const gate = (name: keyof typeof GATE): Scalar =>
    read(operandOf(node, 'gates'), [toIndex(n), add(u, GATE[name] * width)]);
  return {
    axes: [n, u],
    output: [...which, n, u].map(toIndex),
    target,
    reductions: [],
    intermediates: [],
    value: value(gate, n, u),
  };
}

function from(node: Recurrence, tensor: LstmTensor, ...index: readonly IndexLike[]): Scalar {
  return read(operandOf(node, tensor), index.map(toIndex));
}

/** Workspace tensors come behind the inputs. */
function operandOf({ inputs }: Recurrence, tensor: LstmTensor): number {
  return inputs.length + LSTM_TENSORS.indexOf(tensor);
}

/** What a state is before the first step: an operand behind gates and weight_hh. */
function initial(state: (typeof INITIAL_STATES)[number], { inputs }: Recurrence): NewState {
  const operand = 2 + INITIAL_STATES.indexOf(state);
  return (_gate, n, u) => (operand < inputs.length ? read(operand, indices([n, u])) : number(0));
}

/** A loop of one iteration is none, and what it counts is 0. */
function at(t: Variable): Index {
  return toIndex(t.max === 0 ? 0 : t);
}
