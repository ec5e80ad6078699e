import { indexText, rangeOf, subtract } from '../index-expr.js';
import type { ForStatement, Kernel, Statement, ValueType } from '../loop-ir.js';
import type { MathFunction } from '../math.js';
import type { InstructionSet } from './expressions.js';
import { ExpressionEmitter, functionName } from './expressions.js';
import { getLocal, i32, immediate, setLocal } from './instructions.js';
import type { Access, Pointers } from './pointers.js';
import { assignPointers, baseName } from './pointers.js';
import type { Sexp } from './sexp.js';
import { comment } from './sexp.js';
import { BARRIER, shareOf } from './threads.js';

/** Prints the loop IR as WebAssembly text. It chooses nothing. */

/** A kernel as a function of its buffers' base addresses. */
export function emitKernel(kernel: Kernel, instructions: InstructionSet = 'simd'): Sexp {
  const emitter = new FunctionEmitter(assignPointers(kernel.body), instructions);
  const body = [...emitter.startPointers(), ...emitter.block(kernel.body)];
  const parameters = kernel.buffers.map((buffer) => ['param', `$${baseName(buffer)}`, 'i32']);
  return ['func', `$${kernel.name}`, ...parameters, ...emitter.localDeclarations(), ...body];
}

/** A function of four lanes that WebAssembly has no instruction for; its error bound needs strict ones. */
export function emitMathFunction(fn: MathFunction): Sexp {
  const emitter = new FunctionEmitter(assignPointers([]), 'simd', [fn.parameter.name]);
  const body = [...emitter.block(fn.body), emitter.expression(fn.result)];
  return [
    'func',
    functionName(fn),
    ['param', `$${fn.parameter.name}`, 'v128'],
    ['result', 'v128'],
    ...emitter.localDeclarations(),
    ...body,
  ];
}

class FunctionEmitter extends ExpressionEmitter {
  constructor(
    pointers: Pointers,
    instructions: InstructionSet,
    private readonly parameters: readonly string[] = [],
  ) {
    super(pointers, instructions);
  }

  localDeclarations(): Sexp[] {
    return [...this.locals]
      .filter(([name]) => !this.parameters.includes(name))
      .map(([name, type]) => ['local', `$${name}`, type]);
  }

  startPointers(): Sexp[] {
    return this.pointers.start.map(({ name, from, bytes }) => {
      this.locals.set(name, 'i32');
      return setLocal(name, ['i32.add', getLocal(from), i32(bytes)]);
    });
  }

  block(statements: readonly Statement[]): Sexp[] {
    return statements.flatMap((statement) => this.statement(statement));
  }

  private statement(statement: Statement): Sexp[] {
    switch (statement.kind) {
      case 'for':
        return this.loop(statement);
      case 'if':
        return [
          ['if', this.conditions(statement.conditions), ['then', ...this.block(statement.body)]],
        ];
      case 'let':
        this.locals.set(statement.variable.name, 'i32');
        return [setLocal(statement.variable.name, this.index(statement.value))];
      case 'set':
        this.declare(statement.local);
        return [setLocal(statement.local.name, this.expression(statement.value))];
      case 'store': {
        const { instruction, immediates } = storeForm(statement.value.type, statement.lanes);
        const value = this.expression(statement.value);
        if (statement.lanes !== 3) {
          return [
            [instruction, ...this.address(statement), ...immediates, ...this.at(statement), value],
          ];
        }
        return this.storeThree(statement, value);
      }
      case 'barrier':
        return [BARRIER];
    }
  }

  /** Three lanes go out as two and one; there is no instruction for three. */
  private storeThree(statement: Access, value: Sexp): Sexp[] {
    this.locals.set('partial', 'v128');
    const { offset } = this.addressOf(statement);
    const part = (instruction: string, bytes: number, lane: string): Sexp => [
      instruction,
      ...immediate(offset + bytes),
      lane,
      ...this.at(statement),
      getLocal('partial'),
    ];
    return [
      setLocal('partial', value),
      part('v128.store64_lane', 0, '0'),
      part('v128.store32_lane', 8, '2'),
    ];
  }

  private loop(statement: ForStatement): Sexp[] {
    const { variable, from, to, parallel = false } = statement;
    const { name } = variable;
    this.locals.set(name, 'i32');
    const share = parallel ? shareOf(from.constant, to.constant) : undefined;
    const init: Sexp[] = [setLocal(name, share?.from ?? this.index(from))];
    let end: Sexp = share?.to ?? this.index(to);
    if (parallel || to.terms.length > 0) {
      this.locals.set(`${name}_end`, 'i32');
      init.push(setLocal(`${name}_end`, end));
      end = getLocal(`${name}_end`);
    }
    const advances: Sexp[] = [];
    for (const pointer of this.pointers.ofLoop.get(statement) ?? []) {
      this.locals.set(pointer.name, 'i32');
      const base = getLocal(pointer.from);
      const start =
        parallel || from.terms.length > 0
          ? plus(base, ['i32.mul', getLocal(name), i32(pointer.bytes)])
          : plusConstant(base, from.constant * pointer.bytes);
      init.push(setLocal(pointer.name, start));
      advances.push(
        setLocal(pointer.name, ['i32.add', getLocal(pointer.name), i32(pointer.bytes)]),
      );
    }
    const next: Sexp = ['local.tee', `$${name}`, ['i32.add', getLocal(name), i32(1)]];
    const label = `$${name}_loop`;
    const turns: Sexp = [
      'loop',
      label,
      ...this.block(statement.body),
      ...advances,
      ['br_if', label, ['i32.lt_s', next, end]],
    ];
    const runs = !parallel && rangeOf(subtract(to, from)).min >= 1;
    const guarded: Sexp = runs ? turns : ['if', ['i32.lt_s', getLocal(name), end], ['then', turns]];
    const head = `${parallel ? 'parallel ' : ''}for ${name} in ${indexText(from)} .. ${indexText(to)}`;
    return [comment(head), ...init, guarded];
  }
}

function storeForm(
  type: ValueType,
  lanes: number,
): { instruction: string; immediates: readonly string[] } {
  if (type === 'f32') return { instruction: 'f32.store', immediates: [] };
  if (lanes === 4) return { instruction: 'v128.store', immediates: [] };
  return { instruction: `v128.store${32 * lanes}_lane`, immediates: ['0'] };
}

function plus(a: Sexp, b: Sexp): Sexp {
  return ['i32.add', a, b];
}

function plusConstant(a: Sexp, constant: number): Sexp {
  return constant === 0 ? a : plus(a, i32(constant));
}
