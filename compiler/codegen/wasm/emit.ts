import type { BinaryOp, UnaryOp } from '../compute.js';
import type { Atom, Index, Term } from '../index-expr.js';
import { indexText, rangeOf, subtract } from '../index-expr.js';
import type {
  Condition,
  Expression,
  ForStatement,
  Kernel,
  Local,
  Statement,
  ValueType,
} from '../loop-ir.js';
import { shortestDecimal } from '../decimal.js';
import type { MathFunction } from '../math.js';
import { MATH_FUNCTIONS } from '../math.js';
import type { Access, Address, Pointers } from './pointers.js';
import { assignPointers, baseName } from './pointers.js';
import type { Sexp } from './sexp.js';
import { comment } from './sexp.js';

/** Prints the loop IR as WebAssembly text. It chooses nothing. */

const WASM_TYPE: Record<ValueType, string> = { f32: 'f32', f32x4: 'v128' };

const BINARY: Record<BinaryOp, string> = {
  add: 'add',
  sub: 'sub',
  mul: 'mul',
  div: 'div',
  min: 'min',
  max: 'max',
};

const UNARY: Partial<Record<UnaryOp, string>> = {
  neg: 'neg',
  abs: 'abs',
  sqrt: 'sqrt',
  floor: 'floor',
  round: 'nearest',
};

/** A kernel as a function of its buffers' base addresses. */
export function emitKernel(kernel: Kernel): Sexp {
  const emitter = new FunctionEmitter(assignPointers(kernel.body));
  const body = [...emitter.startPointers(), ...emitter.block(kernel.body)];
  const parameters = kernel.buffers.map((buffer) => ['param', `$${baseName(buffer)}`, 'i32']);
  return ['func', `$${kernel.name}`, ...parameters, ...emitter.localDeclarations(), ...body];
}

/** A function of four lanes that WebAssembly has no instruction for. */
export function emitMathFunction(fn: MathFunction): Sexp {
  const emitter = new FunctionEmitter(assignPointers([]), [fn.parameter.name]);
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

/** Has a dot, which no kernel's name has. */
function functionName({ name }: MathFunction): string {
  return `$f32x4.${name}`;
}

class FunctionEmitter {
  private readonly locals = new Map<string, string>();

  constructor(
    private readonly pointers: Pointers,
    private readonly parameters: readonly string[] = [],
  ) {}

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
    const { variable, from, to, step } = statement;
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
        setLocal(pointer.name, ['i32.add', getLocal(pointer.name), i32(pointer.bytes * step)]),
      );
    }
    const next: Sexp = ['local.tee', `$${name}`, ['i32.add', getLocal(name), i32(step)]];
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

  expression(expression: Expression): Sexp {
    const shape = expression.type;
    switch (expression.kind) {
      case 'number':
        return shape === 'f32'
          ? ['f32.const', float(expression.value)]
          : ['f32x4.splat', ['f32.const', float(expression.value)]];
      case 'local':
        this.declare(expression.local);
        return getLocal(expression.local.name);
      case 'load':
        return [
          shape === 'f32' ? 'f32.load' : 'v128.load',
          ...this.address(expression),
          ...this.at(expression),
        ];
      case 'splat': {
        const { x } = expression;
        return x.kind === 'load'
          ? ['v128.load32_splat', ...this.address(x), ...this.at(x)]
          : ['f32x4.splat', this.expression(x)];
      }
      case 'lanes':
        return expression.lanes
          .slice(1)
          .reduce<Sexp>(
            (vector, lane, index) => this.withLane(vector, lane, index + 1),
            this.firstLane(expression.lanes[0]),
          );
      case 'extract':
        return ['f32x4.extract_lane', String(expression.lane), this.expression(expression.x)];
      case 'integer':
        return ['f32.convert_i32_s', this.index(expression.value)];
      case 'unary':
        return this.unary(expression.op, expression.x);
      case 'binary':
        return [
          `${shape}.${BINARY[expression.op]}`,
          this.expression(expression.a),
          this.expression(expression.b),
        ];
      case 'where-positive': {
        const [x, then, otherwise] = [expression.x, expression.then, expression.otherwise].map(
          (part) => this.expression(part),
        );
        const zero = this.expression({ kind: 'number', type: shape, value: 0 });
        const test: Sexp = [`${shape}.gt`, x, zero];
        return [shape === 'f32' ? 'select' : 'v128.bitselect', then, otherwise, test];
      }
      case 'when':
        return [
          'if',
          ['result', WASM_TYPE[shape]],
          this.conditions(expression.conditions),
          ['then', this.expression(expression.then)],
          ['else', this.expression(expression.otherwise)],
        ];
    }
  }

  private unary(op: UnaryOp, x: Expression): Sexp {
    const value = this.expression(x);
    const instruction = UNARY[op];
    if (instruction !== undefined) return [`${x.type}.${instruction}`, value];
    if (x.type === 'f32')
      return ['f32x4.extract_lane', '0', vectorOnly(op, ['f32x4.splat', value])];
    return vectorOnly(op, value);
  }

  private firstLane(lane: Expression): Sexp {
    if (lane.kind !== 'load') return ['f32x4.splat', this.expression(lane)];
    return ['v128.load32_zero', ...this.address(lane), ...this.at(lane)];
  }

  private withLane(vector: Sexp, lane: Expression, index: number): Sexp {
    if (lane.kind !== 'load') {
      return ['f32x4.replace_lane', String(index), vector, this.expression(lane)];
    }
    return ['v128.load32_lane', ...this.address(lane), String(index), ...this.at(lane), vector];
  }

  /** The constant part of an access's address, as the instruction's immediate. */
  private address(access: Access): Sexp[] {
    return immediate(this.addressOf(access).offset);
  }

  /** The variable part of an access's address. */
  private at(access: Access): Sexp[] {
    const { pointer, extra } = this.addressOf(access);
    return [
      extra.reduce<Sexp>((sum, term) => ['i32.add', sum, this.term(term)], getLocal(pointer)),
    ];
  }

  private addressOf(access: Access): Address {
    const address = this.pointers.ofAccess.get(access);
    if (address === undefined) throw new Error(`no pointer for ${indexText(access.address)}`);
    return address;
  }

  private conditions(conditions: readonly Condition[]): Sexp {
    // 0 ≤ i < extent in one unsigned comparison: a negative i is a large unsigned number.
    const tests = conditions.map(({ index, extent }): Sexp => [
      'i32.lt_u',
      this.index(index),
      i32(extent),
    ]);
    return tests.reduce((all, test) => ['i32.and', all, test]);
  }

  private index(value: Index): Sexp {
    const parts = value.terms.map((term) => this.term(term));
    if (value.constant !== 0 || parts.length === 0) parts.push(i32(value.constant));
    return parts.reduce((sum, part) => ['i32.add', sum, part]);
  }

  private term({ atom, coefficient }: Term): Sexp {
    const value = this.atom(atom);
    return coefficient === 1 ? value : ['i32.mul', value, i32(coefficient)];
  }

  private atom(atom: Atom): Sexp {
    switch (atom.kind) {
      case 'variable':
        return getLocal(atom.name);
      case 'div':
        return ['i32.div_u', this.index(atom.value), i32(atom.by)];
      case 'mod':
        return ['i32.rem_u', this.index(atom.value), i32(atom.by)];
      case 'min':
      case 'max': {
        const [a, b] = [this.index(atom.a), this.index(atom.b)];
        return ['select', a, b, [atom.kind === 'min' ? 'i32.lt_s' : 'i32.gt_s', a, b]];
      }
    }
  }

  private declare({ name, type }: Local): void {
    this.locals.set(name, WASM_TYPE[type]);
  }
}

function vectorOnly(op: UnaryOp, value: Sexp): Sexp {
  if (op === 'exp2-integer') {
    // The exponent field of an f32 starts at bit 23 and is biased by 127.
    const exponent: Sexp = ['i32x4.add', ['i32x4.trunc_sat_f32x4_s', value], BIAS];
    return ['i32x4.shl', exponent, i32(23)];
  }
  const fn = MATH_FUNCTIONS.get(op);
  if (fn === undefined) throw new Error(`WebAssembly has no ${op}`);
  return ['call', functionName(fn), value];
}

const BIAS: Sexp = ['v128.const', 'i32x4', '127', '127', '127', '127'];

function storeForm(
  type: ValueType,
  lanes: number,
): { instruction: string; immediates: readonly string[] } {
  if (type === 'f32') return { instruction: 'f32.store', immediates: [] };
  if (lanes === 4) return { instruction: 'v128.store', immediates: [] };
  return { instruction: `v128.store${32 * lanes}_lane`, immediates: ['0'] };
}

function immediate(offset: number): Sexp[] {
  return offset === 0 ? [] : [`offset=${offset}`];
}

/** pointer + from·bytes, where the loop variable already holds `from`. */
function plusScaled(pointer: Sexp, from: Index, variable: string, bytes: number): Sexp {
  if (from.terms.length > 0)
    return ['i32.add', pointer, ['i32.mul', getLocal(variable), i32(bytes)]];
  return from.constant === 0 ? pointer : ['i32.add', pointer, i32(from.constant * bytes)];
}

function getLocal(name: string): Sexp {
  return ['local.get', `$${name}`];
}

function setLocal(name: string, value: Sexp): Sexp {
  return ['local.set', `$${name}`, value];
}

function i32(value: number): Sexp {
  if (!Number.isInteger(value) || Math.abs(value) > 2 ** 32) {
    throw new RangeError(`${value} is not a 32-bit integer`);
  }
  return ['i32.const', String(value)];
}

/** `0.50` is 0.5 and `1e+30` is 1e30. */
function tidy(decimal: string): string {
  return String(Number(decimal)).replace('+', '');
}

/** Reads back as the same f32. */
function float(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? '-0' : tidy(shortestDecimal(value));
}
