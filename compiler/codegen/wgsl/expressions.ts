import type { BinaryOp, UnaryOp } from '../../lower/formulas/expression.js';
import { COMPARISON_SIGNS } from '../../lower/formulas/expression.js';
import type { Expression, Local, Test, ValueType } from '../../lower/loops/loop-ir.js';
import { isVector, scalarOf } from '../../lower/loops/loop-ir.js';
import type { MathFunction } from '../math/math-function.js';
import { MATH_FUNCTIONS } from '../math/functions.js';
import type { Helper } from './functions.js';
import { EXTREMES, helperCode, helperName, UNARY, WGSL_TYPE } from './functions.js';
import { conditionsCode, indexCode } from './indices.js';
import type { Memory } from './memory.js';
import type { Spelling } from './names.js';
import { f32FromBits, f32Text, wholeText } from './numbers.js';
import type { Writer } from './writer.js';

/** How tightly a piece of code holds together: a sum, a product, or something indivisible. */
type Level = number;
const SUM = 1;
const PRODUCT = 2;
const PRIMARY = 3;

/** A function of `math/` for numbers of one type, and what the shader calls it. */
export interface MathFunctionUse {
  readonly fn: MathFunction;
  readonly type: ValueType;
  readonly name: string;
}

interface Code {
  readonly text: string;
  readonly level: Level;
}

const OPERATORS: Record<
  Exclude<BinaryOp, keyof typeof EXTREMES | 'and' | 'pow'>,
  { readonly symbol: string; readonly level: Level }
> = {
  add: { symbol: '+', level: SUM },
  sub: { symbol: '-', level: SUM },
  mul: { symbol: '*', level: PRODUCT },
  div: { symbol: '/', level: PRODUCT },
};

/** Prints expressions; what WGSL can only say in statements goes to the writer first. */
export class ExpressionPrinter {
  private readonly functions = new Map<string, MathFunctionUse>();
  private readonly temporaries = new Map<string, number>();

  constructor(
    private readonly memory: Memory,
    private readonly spelling: Spelling,
    private readonly nameLocal: (local: Local) => string,
    private readonly writer: Writer,
    /** The texts of the helper functions that are called, by their names. */
    private readonly helpers: Map<string, string>,
  ) {}

  print(expression: Expression): string {
    return this.code(expression).text;
  }

  printAll(expressions: readonly Expression[]): string[] {
    return expressions.map((expression) => this.print(expression));
  }

  /** A new name that no register of the loop IR has. */
  temporary(base: string): string {
    const ordinal = this.temporaries.get(base) ?? 0;
    this.temporaries.set(base, ordinal + 1);
    return this.spelling.name(`${base} ${ordinal}`);
  }

  /** The functions of `math/` that the printed expressions call. */
  mathFunctions(): readonly MathFunctionUse[] {
    return [...this.functions.values()];
  }

  /** An integer as an index into an axis of so many elements. */
  lookup(integer: string, extent: number): string {
    return `${this.use('entry', 'f32')}(${integer}, ${this.spelling.integer(extent)})`;
  }

  holds(test: Test): string {
    const lanes = this.comparison(test);
    return isVector(test.a.type) ? `any(${lanes})` : lanes;
  }

  private code(expression: Expression): Code {
    switch (expression.kind) {
      case 'number':
        return this.number(expression.type, expression.value, false);
      case 'local':
        return primary(this.nameLocal(expression.local));
      case 'load':
        return primary(this.memory.load(expression));
      case 'splat':
        return primary(`${WGSL_TYPE[expression.type]}(${this.print(expression.x)})`);
      case 'lanes':
        return primary(
          `${WGSL_TYPE[expression.type]}(${this.printAll(expression.lanes).join(', ')})`,
        );
      case 'extract':
        return primary(`${this.atLeast(PRIMARY, expression.x)}.${'xyzw'[expression.lane]}`);
      case 'integer':
        return primary(
          `${WGSL_TYPE[expression.type]}(${indexCode(expression.value, this.spelling)})`,
        );
      case 'unary':
        return this.unary(expression);
      case 'binary':
        return this.binary(expression);
      case 'select': {
        const { then, otherwise } = expression;
        const test = this.comparison(expression);
        return primary(`select(${this.print(otherwise)}, ${this.print(then)}, ${test})`);
      }
      case 'shuffle':
        throw new Error('shuffles are for kernels of a core');
      case 'products': {
        const { sum, x, rows, type } = expression;
        return primary(
          `${this.use('add_products', type)}(${this.printAll([sum, x, ...rows]).join(', ')})`,
        );
      }
      case 'pick': {
        const { from, at, type } = expression;
        const values = `array<${WGSL_TYPE[type]}, ${from.length}>(${this.printAll(from).join(', ')})`;
        return primary(`${values}[${indexCode(at, this.spelling)}]`);
      }
      case 'when':
        return this.when(expression);
    }
  }

  /**
   * Lane by lane. What compares with NaN is equal to nothing, so `ne` is what is not equal. What is not
   * equal to itself is NaN, which shows in its bits, because compilers may assume that x == x.
   */
  private comparison({ test, a, b }: Test): string {
    const isZero = b.kind === 'number' && Object.is(b.value, 0);
    const other = isZero ? `${WGSL_TYPE[b.type]}()` : this.print(b);
    const one = this.print(a);
    if (test !== 'ne') return `${one} ${COMPARISON_SIGNS[test]} ${other}`;
    const isNaN = one === other && scalarOf(a.type) === 'f32';
    return isNaN ? `${this.use('is_nan', a.type)}(${one})` : `!(${one} == ${other})`;
  }

  /** `hidden`: so that the shader compiler can't evaluate what it stands in, and refuse it. */
  private number(type: ValueType, value: number, hidden: boolean): Code {
    if (scalarOf(type) === 'i32') {
      const text = wholeText(value);
      return primary(isVector(type) ? `vec4i(${text})` : text);
    }
    const scalar = hidden ? f32FromBits(value) : f32Text(value);
    if (scalar.startsWith('f32_from_bits')) this.use('f32_from_bits', 'f32');
    return primary(isVector(type) ? `vec4f(${scalar})` : scalar);
  }

  private unary({ op, x, type }: Extract<Expression, { kind: 'unary' }>): Code {
    const form = UNARY[op];
    if (form === 'computed') return primary(`${this.useFunction(op, type)}(${this.print(x)})`);
    const { call, helper } = form;
    const operand = x.kind === 'number' ? this.number(x.type, x.value, true) : this.code(x);
    if (call === '-') return primary(`(-${parenthesise(operand, PRIMARY)})`);
    const name = helper === undefined ? call : this.use(helper, x.type);
    return primary(`${name}(${operand.text})`);
  }

  private binary(expression: Extract<Expression, { kind: 'binary' }>): Code {
    const { op, a, b, type } = expression;
    if (scalarOf(type) === 'i32') return this.integerBinary(expression);
    if (op === 'min' || op === 'max') return this.extreme(op, a, b);
    if (op === 'pow') {
      return primary(`${this.useFunction(op, type)}(${this.printAll([a, b]).join(', ')})`);
    }
    const isConstant = [a, b].every((operand) => operand.kind === 'number');
    // A vector and a scalar may stand on either side of an arithmetic operator, but not both scalars.
    const mixes = type === 'f32x4';
    const operand = (x: Expression, other: Expression): Code => {
      if (mixes && !isRepeated(other)) {
        if (x.kind === 'splat') return this.code(x.x);
        if (x.kind === 'number') return this.number('f32', x.value, false);
      }
      return x.kind === 'number' ? this.number(x.type, x.value, isConstant) : this.code(x);
    };
    const left = operand(a, b);
    const right = operand(b, a);
    if (op === 'and') throw new Error('floats have no bits');
    const { symbol, level } = OPERATORS[op];
    // Floating-point sums are not associative: the order of the loop IR stays.
    const text = `${parenthesise(left, level)} ${symbol} ${parenthesise(right, level + 1)}`;
    return { text, level };
  }

  /** Arithmetic modulo 2³². A bitwise operator takes nothing but primaries beside it. */
  private integerBinary({ op, a, b, type }: Extract<Expression, { kind: 'binary' }>): Code {
    if (op === 'div') {
      return primary(`${this.use('quotient', type)}(${this.printAll([a, b]).join(', ')})`);
    }
    if (op === 'min' || op === 'max') return primary(`${op}(${this.printAll([a, b]).join(', ')})`);
    if (op === 'and') {
      return primary(`(${this.atLeast(PRIMARY, a)} & ${this.atLeast(PRIMARY, b)})`);
    }
    if (op === 'pow') throw new Error('powers are of floats');
    const { symbol, level } = OPERATORS[op];
    return { text: `${this.atLeast(level, a)} ${symbol} ${this.atLeast(level + 1, b)}`, level };
  }

  /** A number may stand on either side; the helpers take it second. */
  private extreme(op: 'min' | 'max', a: Expression, b: Expression): Code {
    const [x, other] = a.kind === 'number' && b.kind !== 'number' ? [b, a] : [a, b];
    const helper = EXTREMES[op][other.kind === 'number' ? 'limit' : 'any'];
    return primary(`${this.use(helper, x.type)}(${this.printAll([x, other]).join(', ')})`);
  }

  /** WGSL has no conditional expression that leaves the other side alone. */
  private when({ conditions, then, otherwise }: Extract<Expression, { kind: 'when' }>): Code {
    const name = this.temporary('taken');
    this.writer.line(`var ${name} = ${this.print(otherwise)};`);
    this.writer.block(`if (${conditionsCode(conditions, this.spelling)})`, () => {
      this.writer.line(`${name} = ${this.print(then)};`);
    });
    return primary(name);
  }

  private atLeast(level: Level, expression: Expression): string {
    return parenthesise(this.code(expression), level);
  }

  private useFunction(op: UnaryOp | BinaryOp, type: ValueType): string {
    const fn = MATH_FUNCTIONS.get(op);
    if (fn === undefined) throw new Error(`nothing computes ${op}`);
    const name = `${fn.name}_${WGSL_TYPE[type]}`;
    this.functions.set(name, { fn, type, name });
    return name;
  }

  private use(helper: Helper, type: ValueType): string {
    const name = helperName(helper, type);
    this.helpers.set(name, helperCode(helper, type));
    return name;
  }
}

function isRepeated(expression: Expression): boolean {
  return expression.kind === 'splat' || expression.kind === 'number';
}

function primary(text: string): Code {
  return { text, level: PRIMARY };
}

function parenthesise({ text, level }: Code, needed: Level): string {
  return level < needed ? `(${text})` : text;
}
