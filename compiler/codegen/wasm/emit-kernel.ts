import type { ForStatement, Kernel, Statement } from '../../lower/loops/loop-ir.js';
import { FunctionEmitter, headOf, plusConstant, counterOf } from './emit.js';
import type { InstructionSet } from './expressions.js';
import { getLocal, i32, setLocal } from './instructions.js';
import { assignPointers, baseName } from './pointers.js';
import type { Sexp } from './sexp.js';
import { comment } from './sexp.js';
import { barrier, claim, CLAIMED_END, fixedShare, THREAD } from './threads.js';

/** A kernel as a function of its buffers' base addresses, and the functions that only it calls. */
export interface KernelText {
  readonly kernel: Sexp;
  readonly parts: readonly Sexp[];
}

export function emitKernel(kernel: Kernel, instructions: InstructionSet = 'simd'): KernelText {
  const emitter = new KernelEmitter(kernel, instructions);
  const body = [...emitter.startPointers(), ...emitter.block(kernel.body)];
  const bases = kernel.buffers.map(baseName);
  return { kernel: emitter.asFunction(`$${kernel.name}`, bases, body), parts: emitter.parts };
}

/** Adds what stands in kernels alone: parts that become functions, and what threads do together. */
class KernelEmitter extends FunctionEmitter {
  readonly parts: Sexp[] = [];
  /** Claimed loops are numbered in the order of the text. */
  private claimedBefore = 0;

  constructor(
    private readonly kernel: Kernel,
    instructions: InstructionSet,
  ) {
    super(assignPointers(kernel.body), instructions);
  }

  /** Modulo 2^32, as all addresses: a window may begin far outside of what it reads. */
  startPointers(): Sexp[] {
    return this.pointers.start.map(({ name, from, bytes }) => {
      this.locals.set(name, 'i32');
      return setLocal(name, ['i32.add', getLocal(from), i32(bytes | 0)]);
    });
  }

  protected override statement(statement: Statement): Sexp[] {
    if (statement.kind === 'outlined') return [this.call(statement.body)];
    if (statement.kind === 'barrier') return [barrier()];
    if (statement.kind === 'for' && statement.parallel) {
      const { parallel } = statement;
      switch (parallel.kind) {
        case 'claimed':
          return this.claimedLoop(statement, parallel.least);
        case 'fixed':
          return this.fixedLoop(statement, parallel.mirrored);
        case 'slots':
          return this.ownSlot(statement);
      }
    }
    return super.statement(statement);
  }

  /** The iteration that has this thread's number, if there is one. */
  private ownSlot(statement: ForStatement): Sexp[] {
    const { variable, to, body } = statement;
    const { name } = variable;
    this.locals.set(name, 'i32');
    return [
      comment(headOf(statement)),
      setLocal(name, THREAD),
      [
        'if',
        ['i32.lt_u', getLocal(name), i32(to.constant)],
        ['then', ...this.pointersFrom(statement), ...this.block(body)],
      ],
    ];
  }

  /** The iterations that this thread can get, claimed piece by piece, and how often it went through them. */
  private claimedLoop(statement: ForStatement, least: number): Sexp[] {
    const { variable, from, to } = statement;
    const { name } = variable;
    const end = `${name}_end`;
    const label = `$${name}_claim`;
    this.locals.set(name, 'i32').set(end, 'i32');
    const number = this.claimedBefore++;
    const roundsName = `rounds${number}`;
    const rounds = getLocal(roundsName);
    this.locals.set(roundsName, 'i32');
    const first = claim(number, to.constant - from.constant, least, rounds);
    const start: Sexp[] =
      from.constant === 0 ? [] : [setLocal(name, plusConstant(getLocal(name), from.constant))];
    const claimed: Sexp[] = [
      ...start,
      setLocal(end, plusConstant(CLAIMED_END, from.constant)),
      ...this.pointersFrom(statement),
      this.iterations(statement, this.block(statement.body), counterOf(statement), getLocal(end)),
      ['br', label],
    ];
    const isAny: Sexp = ['i32.ge_s', ['local.tee', `$${name}`, first], i32(0)];
    return [
      comment(headOf(statement)),
      ['loop', label, ['if', isAny, ['then', ...claimed]]],
      setLocal(roundsName, ['i32.add', rounds, i32(1)]),
    ];
  }

  /** The iterations that this thread has every time. */
  private fixedLoop(statement: ForStatement, mirrored: boolean): Sexp[] {
    const { variable, from, to } = statement;
    const { name } = variable;
    const end = `${name}_end`;
    this.locals.set(name, 'i32').set(end, 'i32');
    const share = fixedShare(to.constant - from.constant, mirrored);
    return [
      comment(headOf(statement)),
      setLocal(name, plusConstant(share.from, from.constant)),
      setLocal(end, plusConstant(share.to, from.constant)),
      ...this.pointersFrom(statement),
      [
        'if',
        ['i32.lt_s', getLocal(name), getLocal(end)],
        [
          'then',
          this.iterations(
            statement,
            this.block(statement.body),
            counterOf(statement),
            getLocal(end),
          ),
        ],
      ],
    ];
  }

  private call(part: readonly Statement[]): Sexp {
    const emitter = new FunctionEmitter(this.pointers, this.instructions);
    const body = emitter.block(part);
    const names = emitter.namesAround(body);
    const name = `$${this.kernel.name}.part${this.parts.length + 1}`;
    this.parts.push(emitter.asFunction(name, names, body));
    return ['call', name, ...names.map(getLocal)];
  }
}
