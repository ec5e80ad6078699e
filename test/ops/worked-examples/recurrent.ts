import type { Value } from '../../../compiler/ir/graph.js';
import type { Checks, Entry } from './entry.js';
import { expectNumbers } from './entry.js';
import type { Matrix } from './matrices.js';
import { Calculator } from './matrices.js';

interface Cell {
  readonly x: number[];
  readonly h: number[];
  readonly c: number[];
  readonly U: Readonly<Record<string, Matrix>>;
  readonly W: Readonly<Record<string, Matrix>>;
  readonly b: Readonly<Record<string, number[]>>;
  readonly M_diag: Readonly<Record<string, number[]>>;
}

/** One step of a recurrent cell, written with the ops that exist. */
class Step extends Calculator {
  /** matrix · vector */
  product(matrix: Matrix, vector: Value): Value {
    const column = this.op('reshape', [vector], { shape: [-1, 1] });
    const product = this.op('matmul', [this.matrix(matrix), column]);
    return this.op('reshape', [product], { shape: [-1] });
  }

  sum(...terms: readonly Value[]): Value {
    return terms.reduce((total, term) => this.op('add', [total, term]));
  }

  times(a: Value, b: Value): Value {
    return this.op('mul', [a, b]);
  }

  oneMinus(a: Value): Value {
    return this.op('sub', [this.vector([1]), a]);
  }

  expectAll(results: Readonly<Record<string, Value>>, answer: unknown): void {
    for (const [name, value] of Object.entries(results)) {
      expectNumbers(this.numbers(value), (answer as Record<string, number[]>)[name]);
    }
  }
}

/** The gates of an LSTM step before the state is updated; `peep` are the cell-state weights. */
function lstmGates(step: Step, { x, h, c, U, W, b, M_diag }: Cell) {
  const [input, hidden, state] = [x, h, c].map((data) => step.vector(data));
  const linear = (gate: string): Value =>
    step.sum(step.product(U[gate], input), step.product(W[gate], hidden), step.vector(b[gate]));
  const peep = (gate: string, at: Value): Value =>
    step.sum(linear(gate), step.times(step.vector(M_diag[gate]), at));
  return { state, linear, peep, candidate: step.op('tanh', [linear('c')]) };
}

function lstm({ given, answer }: Entry): void {
  const step = new Step();
  const { state, linear, candidate } = lstmGates(step, given as never);
  const [f, i, o] = ['f', 'i', 'o'].map((gate) => step.op('sigmoid', [linear(gate)]));
  const c = step.sum(step.times(f, state), step.times(i, candidate));
  const h = step.times(o, step.op('tanh', [c]));
  step.expectAll({ f, i, o, c_cand: candidate, c, h }, answer);
}

function lstmCoupled({ given, answer }: Entry): void {
  const step = new Step();
  const { state, linear, candidate } = lstmGates(step, given as never);
  const [f, o] = ['f', 'o'].map((gate) => step.op('sigmoid', [linear(gate)]));
  const c = step.sum(step.times(f, state), step.times(step.oneMinus(f), candidate));
  step.expectAll({ c, h: step.times(o, step.op('tanh', [c])) }, answer);
}

function lstmPeephole({ given, answer }: Entry): void {
  const step = new Step();
  const { state, peep, candidate } = lstmGates(step, given as never);
  const gate = (name: string, at: Value): Value => step.op('sigmoid', [peep(name, at)]);
  const c = step.sum(step.times(gate('f', state), state), step.times(gate('i', state), candidate));
  const squashed = step.op('tanh', [c]);
  step.expectAll(
    {
      c,
      h_seed_o_uses_c_prev: step.times(gate('o', state), squashed),
      h_gers_o_uses_c_new: step.times(gate('o', c), squashed),
    },
    answer,
  );
}

/** `cell` holds the matrices, which the GRU entry borrows from the LSTM's. */
function gru(cell: Cell): (entry: Entry) => void {
  return ({ answer }) => {
    const step = new Step();
    const { U, W, b } = cell;
    const [x, h] = [cell.x, cell.h].map((data) => step.vector(data));
    const fromInput = (gate: string): Value =>
      step.sum(step.product(U[gate], x), step.vector(b[gate]));
    const gate = (name: string): Value =>
      step.op('sigmoid', [step.sum(fromInput(name), step.product(W[name], h))]);
    const [z, r] = [gate('f'), gate('i')];
    const candidate = (recurrent: Value): Value =>
      step.op('tanh', [step.sum(fromInput('c'), recurrent)]);
    const mix = (old: Value, fresh: Value): Value =>
      step.sum(step.times(step.oneMinus(z), old), step.times(z, fresh));
    const resetBefore = candidate(step.product(W.c, step.times(r, h)));
    const resetAfter = candidate(step.times(r, step.product(W.c, h)));
    step.expectAll({ z, r, h_cand: resetBefore, h: mix(h, resetBefore) }, answer);
    step.expectAll(
      {
        h_other_convention_z_keeps_old: mix(resetBefore, h),
        h_reset_after_matmul: mix(h, resetAfter),
      },
      answer,
    );
  };
}

function rnn({ given, answer }: Entry): void {
  const step = new Step();
  const { x, h, U, W, b, V, c_out } = given as Record<string, never>;
  const hidden = step.op('tanh', [
    step.sum(step.product(U, step.vector(x)), step.product(W, step.vector(h)), step.vector(b)),
  ]);
  const o = step.sum(step.product(V, hidden), step.vector(c_out));
  step.expectAll({ h: hidden, o, y: step.op('softmax', [o]) }, answer);
}

/** `entries` is the whole list, because the GRU's matrices are those of the LSTM step. */
export function recurrentChecks(entries: readonly Entry[]): Checks {
  const lstmStep = entries.find(({ id }) => id === 'lstm-step');
  return {
    'rnn-step': rnn,
    'lstm-step': lstm,
    'lstm-coupled-step': lstmCoupled,
    'lstm-peephole-step': lstmPeephole,
    'gru-step': gru(lstmStep?.given as never),
  };
}
