import type { Index } from '../index-expr.js';
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
      case 'comment':
        return [comment(statement.text)];
      case 'barrier':
        throw new Error('a module has one thread, and nobody to wait for');
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
    const { variable, from, to } = statement;
    const { name } = variable;
    this.locals.set(name, 'i32');
    const init: Sexp[] = [setLocal(name, this.index(from))];
    let end: Sexp = this.index(to);
    if (to.terms.length > 0) {
      this.locals.set(`${name}_end`, 'i32');
      init.push(setLocal(`${name}_end`, end));
      end = getLocal(`${name}_end`);
    }
    const advances: Sexp[] = [];
    for (const pointer of this.pointers.ofLoop.get(statement) ?? []) {
      this.locals.set(pointer.name, 'i32');
      init.push(
        setLocal(pointer.name, plusScaled(getLocal(pointer.from), from, name, pointer.bytes)),
      );
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
    const runs = rangeOf(subtract(to, from)).min >= 1;
    const guarded: Sexp = runs ? turns : ['if', ['i32.lt_s', getLocal(name), end], ['then', turns]];
    return [comment(`for ${name} in ${indexText(from)} .. ${indexText(to)}`), ...init, guarded];
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

/** pointer + from·bytes, where the loop variable already holds `from`. */
function plusScaled(pointer: Sexp, from: Index, variable: string, bytes: number): Sexp {
  if (from.terms.length > 0)
    return ['i32.add', pointer, ['i32.mul', getLocal(variable), i32(bytes)]];
  return from.constant === 0 ? pointer : ['i32.add', pointer, i32(from.constant * bytes)];
}
