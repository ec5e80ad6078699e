import { indexText, isConstant, rangeOf, subtract } from '../../lower/formulas/index-expr.js';
import type {
  ForStatement,
  LookupStatement,
  Statement,
  ValueType,
  WhileStatement,
} from '../../lower/loops/loop-ir.js';
import { isVector } from '../../lower/loops/loop-ir.js';
import type { MathFunction } from '../math/math-function.js';
import { ExpressionEmitter, functionName } from './expressions.js';
import { getLocal, i32, immediate, setLocal } from './instructions.js';
import type { Access, LoopPointer } from './pointers.js';
import { assignPointers } from './pointers.js';
import type { Sexp } from './sexp.js';
import { comment, readsLocal } from './sexp.js';

/**
 * Prints the loop IR as WebAssembly text. It chooses nothing. `emit-kernel.ts` adds what only kernels have.
 */

/** A function of vectors that WebAssembly has no instruction for; its error bound needs strict ones. */
export function emitMathFunction(fn: MathFunction): Sexp {
  const emitter = new FunctionEmitter(assignPointers([]), 'simd');
  const body = [...emitter.block(fn.body), emitter.expression(fn.result)];
  const names = fn.parameters.map(({ name }) => name);
  return [
    'func',
    functionName(fn),
    ...names.map((name): Sexp => ['param', `$${name}`, 'v128']),
    ['result', 'v128'],
    ...emitter.localDeclarations(names),
    ...body,
  ];
}

/** The loop IR as one function. */
export class FunctionEmitter extends ExpressionEmitter {
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

  protected statement(statement: Statement): Sexp[] {
    switch (statement.kind) {
      case 'for':
        return this.loop(statement);
      case 'if':
        return [
          ['if', this.conditions(statement.conditions), ['then', ...this.block(statement.body)]],
        ];
      case 'while':
        return this.while(statement);
      case 'if-any': {
        const tests = statement.any.map((test) => this.holds(test));
        const any = tests.reduce((one, other) => ['i32.or', one, other]);
        return [['if', any, ['then', ...this.block(statement.body)]]];
      }
      case 'let':
        this.locals.set(statement.variable.name, 'i32');
        return [setLocal(statement.variable.name, this.index(statement.value))];
      case 'lookup':
        return this.lookup(statement);
      case 'set':
        return [setLocal(this.register(statement.local), this.expression(statement.value))];
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
      case 'touch':
        return [['drop', ['i32.load8_u', ...this.address(statement), ...this.at(statement)]]];
      case 'outlined':
      case 'barrier':
        throw new Error('only a kernel has parts and waits for threads');
    }
  }

  /** A negative number has its sign in all bits when shifted by 31, and is counted from the end. */
  private lookup({ variable: { name, max }, value: integer }: LookupStatement): Sexp[] {
    this.locals.set(name, 'i32');
    const value = getLocal(name);
    const clamp = (limit: Sexp, test: string): Sexp => [
      'select',
      limit,
      value,
      [test, value, limit],
    ];
    return [
      setLocal(name, this.expression(integer)),
      setLocal(name, plus(value, ['i32.and', ['i32.shr_s', value, i32(31)], i32(max + 1)])),
      setLocal(name, clamp(i32(0), 'i32.lt_s')),
      setLocal(name, clamp(i32(max), 'i32.gt_s')),
    ];
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

  /** The test stands in front of each iteration, and the count behind it. */
  private while({ variable, test, body }: WhileStatement): Sexp[] {
    const { name, min, max } = variable;
    const label = `$${name}_loop`;
    this.locals.set(name, 'i32');
    const isLeft: Sexp = [
      'i32.le_s',
      ['local.tee', `$${name}`, plus(getLocal(name), i32(1))],
      i32(max),
    ];
    const iteration: Sexp[] = [...this.block(body), ['br_if', label, isLeft]];
    return [
      comment(`for ${name} in ${min} .. ${max + 1} while …`),
      setLocal(name, i32(min)),
      ['loop', label, ['if', this.holds(test), ['then', ...iteration]]],
    ];
  }

  private loop(statement: ForStatement): Sexp[] {
    const { variable, from, to } = statement;
    const { name } = variable;
    const pointers = this.pointersFrom(statement);
    const body = this.block(statement.body);
    const last = this.lastPointer(statement, body);
    if (last !== undefined) {
      const bytes = (to.constant - from.constant) * last.bytes;
      const end = `${name}_end`;
      this.locals.set(end, 'i32');
      return [
        comment(headOf(statement)),
        ...pointers,
        setLocal(end, plus(getLocal(last.name), i32(bytes))),
        this.iterations(statement, body, last, getLocal(end)),
      ];
    }
    this.locals.set(name, 'i32');
    const init: Sexp[] = [setLocal(name, this.index(from))];
    let end: Sexp = this.index(to);
    if (to.terms.length > 0) {
      this.locals.set(`${name}_end`, 'i32');
      init.push(setLocal(`${name}_end`, end));
      end = getLocal(`${name}_end`);
    }
    const iterations = this.iterations(statement, body, counterOf(statement), end);
    const runs = rangeOf(subtract(to, from)).min >= 1;
    const guarded: Sexp = runs
      ? iterations
      : ['if', ['i32.lt_s', getLocal(name), end], ['then', iterations]];
    return [comment(headOf(statement)), ...init, ...pointers, guarded];
  }

  /**
   * The pointer whose end is that of an innermost loop, where nothing in `body` asks for the iteration.
   * Without a counter there is more room for arithmetic: 1 to 4 % of a matrix product.
   */
  private lastPointer(statement: ForStatement, body: readonly Sexp[]): LoopPointer | undefined {
    const { variable, from, to } = statement;
    const isInnermost = !statement.body.some(({ kind }) => LOOPING.has(kind));
    const isKnown = isConstant(from) && isConstant(to) && to.constant > from.constant;
    if (!isInnermost || !isKnown || readsLocal(body, variable.name)) return undefined;
    return this.pointersOf(statement).at(-1);
  }

  /** Sets the pointers that a loop advances to where its variable stands. */
  protected pointersFrom(statement: ForStatement): Sexp[] {
    const { variable, from, parallel } = statement;
    const isConstant = !parallel && from.terms.length === 0;
    return this.pointersOf(statement).map((pointer) => {
      const base = this.plusTerms(getLocal(pointer.from), pointer.extra);
      this.locals.set(pointer.name, 'i32');
      return setLocal(
        pointer.name,
        isConstant
          ? plusConstant(base, from.constant * pointer.bytes)
          : plus(base, ['i32.mul', getLocal(variable.name), i32(pointer.bytes)]),
      );
    });
  }

  /**
   * The iterations of a loop, of which there is one at least, until `counter` is at `end`: its variable, or a
   * pointer, which may wrap around at the end of the memory.
   */
  protected iterations(
    statement: ForStatement,
    body: readonly Sexp[],
    counter: Counter,
    end: Sexp,
  ): Sexp {
    const { name } = statement.variable;
    const label = `$${name}_loop`;
    const advanced = (each: Counter): Sexp => plus(getLocal(each.name), i32(each.bytes));
    return [
      'loop',
      label,
      ...body,
      ...this.pointersOf(statement)
        .filter((pointer) => pointer.name !== counter.name)
        .map((pointer) => setLocal(pointer.name, advanced(pointer))),
      [
        'br_if',
        label,
        [
          counter.name === name ? 'i32.lt_s' : 'i32.ne',
          ['local.tee', `$${counter.name}`, advanced(counter)],
          end,
        ],
      ],
    ];
  }

  private pointersOf(loop: ForStatement): readonly LoopPointer[] {
    return this.pointers.ofLoop.get(loop) ?? [];
  }
}

/** What has loops, or may have. */
const LOOPING: ReadonlySet<Statement['kind']> = new Set(['for', 'while', 'outlined']);

/** What a loop counts by: a local, and what is added to it after each iteration. */
type Counter = Pick<LoopPointer, 'name' | 'bytes'>;

/** A loop's variable, which counts iterations. */
export function counterOf({ variable: { name } }: ForStatement): Counter {
  return { name, bytes: 1 };
}

/** What a loop is commented with. */
export function headOf({ variable, from, to, parallel }: ForStatement): string {
  const head = `for ${variable.name} in ${indexText(from)} .. ${indexText(to)}`;
  return parallel ? `parallel ${head}` : head;
}

function storeForm(
  type: ValueType,
  lanes: number,
): { instruction: string; immediates: readonly string[] } {
  if (!isVector(type)) return { instruction: `${type}.store`, immediates: [] };
  if (lanes === 4) return { instruction: 'v128.store', immediates: [] };
  return { instruction: `v128.store${32 * lanes}_lane`, immediates: ['0'] };
}

function plus(a: Sexp, b: Sexp): Sexp {
  return ['i32.add', a, b];
}

export function plusConstant(a: Sexp, constant: number): Sexp {
  return constant === 0 ? a : plus(a, i32(constant));
}
