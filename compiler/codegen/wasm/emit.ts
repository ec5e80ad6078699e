import { indexText, rangeOf, subtract } from '../index-expr.js';
import type { ForStatement, Kernel, Statement, ValueType } from '../loop-ir.js';
import type { MathFunction } from '../math.js';
import { outline } from '../schedule/outline.js';
import type { InstructionSet } from './expressions.js';
import { ExpressionEmitter, functionName } from './expressions.js';
import { getLocal, i32, immediate, setLocal } from './instructions.js';
import type { Access } from './pointers.js';
import { assignPointers, baseName } from './pointers.js';
import type { Sexp } from './sexp.js';
import { comment } from './sexp.js';
import { BARRIER, shareOf } from './threads.js';

/** Prints the loop IR as WebAssembly text. It chooses nothing. */

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

/** A function of four lanes that WebAssembly has no instruction for; its error bound needs strict ones. */
export function emitMathFunction(fn: MathFunction): Sexp {
  const emitter = new FunctionEmitter(assignPointers([]), 'simd');
  const body = [...emitter.block(fn.body), emitter.expression(fn.result)];
  const { name } = fn.parameter;
  return [
    'func',
    functionName(fn),
    ['param', `$${name}`, 'v128'],
    ['result', 'v128'],
    ...emitter.localDeclarations([name]),
    ...body,
  ];
}

class FunctionEmitter extends ExpressionEmitter {
  /** A function of integers, with the locals that its body needs. */
  asFunction(name: string, parameters: readonly string[], body: readonly Sexp[]): Sexp {
    const declared = parameters.map((parameter) => ['param', `$${parameter}`, 'i32']);
    return ['func', name, ...declared, ...this.localDeclarations(parameters), ...body];
  }

  localDeclarations(parameters: readonly string[]): Sexp[] {
    return [...this.locals]
      .filter(([name]) => !parameters.includes(name))
      .map(([name, type]) => ['local', `$${name}`, type]);
  }

  /** What `text` reads that is not set in it: loop variables and pointers of the loops around. */
  namesAround(text: readonly Sexp[]): string[] {
    const names = new Set<string>();
    const visit = (part: Sexp): void => {
      if (typeof part === 'string') return;
      if (part[0] === 'local.get') names.add(String(part[1]).slice(1));
      part.forEach(visit);
    };
    text.forEach(visit);
    return [...names].filter((name) => !this.locals.has(name));
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

/** Emits a kernel whose parts are functions. */
class KernelEmitter extends FunctionEmitter {
  readonly parts: Sexp[] = [];
  private readonly outlined: ReadonlyMap<Statement, readonly Statement[]>;

  constructor(
    private readonly kernel: Kernel,
    instructions: InstructionSet,
  ) {
    super(assignPointers(kernel.body), instructions);
    this.outlined = outline(kernel.body);
  }

  startPointers(): Sexp[] {
    return this.pointers.start.map(({ name, from, bytes }) => {
      this.locals.set(name, 'i32');
      return setLocal(name, ['i32.add', getLocal(from), i32(bytes)]);
    });
  }

  override block(statements: readonly Statement[]): Sexp[] {
    const text: Sexp[] = [];
    for (let index = 0; index < statements.length;) {
      const run = this.outlined.get(statements[index]) ?? [];
      text.push(...(run.length > 0 ? [this.call(run)] : super.block([statements[index]])));
      index += Math.max(1, run.length);
    }
    return text;
  }

  private call(run: readonly Statement[]): Sexp {
    const emitter = new FunctionEmitter(this.pointers, this.instructions);
    const body = emitter.block(run);
    const names = emitter.namesAround(body);
    const name = `$${this.kernel.name}.part${this.parts.length + 1}`;
    this.parts.push(emitter.asFunction(name, names, body));
    return ['call', name, ...names.map(getLocal)];
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
