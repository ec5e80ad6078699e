import type { BinaryOp, Comparison, UnaryOp } from '../../lower/formulas/expression.js';
import type { Atom, Index, Term } from '../../lower/formulas/index-expr.js';
import { indexText } from '../../lower/formulas/index-expr.js';
import type {
  Condition,
  Expression,
  Load,
  Local,
  Test,
  ValueType,
} from '../../lower/loops/loop-ir.js';
import { isVector, scalarOf, vectorOf } from '../../lower/loops/loop-ir.js';
import type { MathFunction } from '../math/math-function.js';
import { MATH_FUNCTIONS } from '../math/functions.js';
import { decodingLoad } from './decode.js';
import { bytesOfLanes, divisionName } from './integer-division.js';
import { float, getLocal, i32, immediate, WASM_TYPE } from './instructions.js';
import type { Access, Address, Pointers } from './pointers.js';
import type { Sexp } from './sexp.js';

/** Scalars have one instruction for everything; for vectors a minimum needs more: see `extreme`. */
const BINARY: Record<Exclude<BinaryOp, 'and' | 'pow'>, string> = {
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
  ceil: 'ceil',
  round: 'nearest',
};

const CONVERSIONS: Partial<Record<UnaryOp, Record<'scalar' | 'vector', string>>> = {
  'to-f32': { scalar: 'f32.convert_i32_s', vector: 'f32x4.convert_i32x4_s' },
  'to-i32': { scalar: 'i32.trunc_sat_f32_s', vector: 'i32x4.trunc_sat_f32x4_s' },
};

/**
 * The instructions that a module may use. Those of relaxed SIMD are not in every engine: there, what
 * is added up is multiplied and added in one instruction, rounded once or twice as the processor likes.
 */
export type InstructionSet = 'simd' | 'relaxed';

/** Prints expressions, and remembers which locals they need. */
export class ExpressionEmitter {
  protected readonly locals = new Map<string, string>();
  /** How many vectors are kept at the moment for a second use, in locals of their own. */
  private kept = 0;

  constructor(
    protected readonly pointers: Pointers,
    protected readonly instructions: InstructionSet,
  ) {}

  expression(expression: Expression): Sexp {
    const shape = expression.type;
    switch (expression.kind) {
      case 'number':
        return numberOf(shape, expression.value);
      case 'local':
        return getLocal(this.register(expression.local));
      case 'load': {
        const operands = [...this.address(expression), ...this.at(expression)];
        const { element } = expression.buffer;
        if (element !== undefined && element !== 'i32') {
          return decodingLoad(element, shape, operands);
        }
        return [`${WASM_TYPE[shape]}.load`, ...operands];
      }
      case 'splat': {
        const { x } = expression;
        return isPlainLoad(x)
          ? ['v128.load32_splat', ...this.address(x), ...this.at(x)]
          : [`${shape}.splat`, this.expression(x)];
      }
      case 'lanes':
        return expression.lanes
          .slice(1)
          .reduce<Sexp>(
            (vector, lane, index) => this.withLane(vector, lane, index + 1),
            this.firstLane(expression.lanes[0]),
          );
      case 'extract':
        return [
          `${expression.x.type}.extract_lane`,
          String(expression.lane),
          this.expression(expression.x),
        ];
      case 'shuffle':
        return [
          'i8x16.shuffle',
          ...bytesOfLanes(expression.lanes),
          this.expression(expression.a),
          this.expression(expression.b),
        ];
      case 'integer': {
        const value = this.index(expression.value);
        return shape === 'i32' ? value : ['f32.convert_i32_s', value];
      }
      case 'unary':
        return this.unary(expression.op, expression.x);
      case 'binary': {
        const product = this.instructions === 'relaxed' ? accumulated(expression) : undefined;
        if (product !== undefined) {
          const [a, b, sum] = product.map((part) => this.expression(part));
          return ['f32x4.relaxed_madd', a, b, sum];
        }
        const { op, a, b } = expression;
        if (shape === 'i32' || shape === 'i32x4') return this.integerBinary(op, shape, a, b);
        if (shape === 'f32x4' && (op === 'min' || op === 'max')) return this.extreme(op, a, b);
        if (shape === 'f32x4' && op === 'mul' && isSame(a, b)) return this.square(a);
        if (op === 'and') throw new Error('floats have no bits');
        if (op === 'pow') return this.function(op, shape, [a, b]);
        return [`${shape}.${BINARY[op]}`, this.expression(a), this.expression(b)];
      }
      case 'select': {
        const { a, b } = expression;
        const [then, otherwise] = [expression.then, expression.otherwise].map((part) =>
          this.expression(part),
        );
        const test = this.comparison(expression.test, a, b);
        return [isVector(shape) ? 'v128.bitselect' : 'select', then, otherwise, test];
      }
      case 'products':
      case 'pick':
        throw new Error(`${expression.kind} is for kernels of a GPU`);
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

  protected holds({ test, a, b }: Test): Sexp {
    const lanes = this.comparison(test, a, b);
    return isVector(a.type) ? ['v128.any_true', lanes] : lanes;
  }

  /** Lane by lane. A difference is positive where one number is greater than the other. */
  private comparison(test: Comparison, a: Expression, b: Expression): Sexp {
    const isOfDifference = test === 'gt' && isZero(b) && a.kind === 'binary' && a.op === 'sub';
    const [left, right] = isOfDifference ? [a.a, a.b] : [a, b];
    const isSigned = scalarOf(a.type) === 'i32' && test !== 'eq' && test !== 'ne';
    return [
      `${a.type}.${test}${isSigned ? '_s' : ''}`,
      this.expression(left),
      this.expression(right),
    ];
  }

  private square(x: Expression): Sexp {
    const { first, again, isKept } = this.twice(x);
    if (isKept) this.kept--;
    return ['f32x4.mul', first, again];
  }

  /**
   * The minimum or maximum of vectors, NaN where either is. `f32x4.max` says just that, but takes eight
   * instructions on x86-64, which has none that takes care of NaN on both sides. `pmax` is one: a, or b
   * where a < b, and so a where either is NaN. Beside a number, which is none, it is enough. Else it is
   * taken both ways round: what isn't NaN is the same both times, and `or` leaves it as it is, while
   * all bits of an exponent stay set. (Of zeros with different signs the negative one comes out.) These
   * are three instructions, and none waits longer than for one other and an `or`.
   */
  private extreme(op: 'min' | 'max', a: Expression, b: Expression): Sexp {
    const instruction = `f32x4.p${op}`;
    if (isNumber(b)) return [instruction, this.expression(a), this.expression(b)];
    if (isNumber(a)) return [instruction, this.expression(b), this.expression(a)];
    const one = this.twice(a);
    const other = this.twice(b);
    this.kept -= [one, other].filter(({ isKept }) => isKept).length;
    return [
      'v128.or',
      [instruction, one.first, other.first],
      [instruction, other.again, one.again],
    ];
  }

  /** Arithmetic modulo 2³². */
  private integerBinary(op: BinaryOp, type: 'i32' | 'i32x4', a: Expression, b: Expression): Sexp {
    if (op === 'div') {
      return ['call', divisionName(type), this.expression(a), this.expression(b)];
    }
    if (op === 'and') {
      return [`${WASM_TYPE[type]}.and`, this.expression(a), this.expression(b)];
    }
    if (op === 'pow') throw new Error('powers are of floats');
    if (op !== 'min' && op !== 'max') {
      return [`${type}.${op}`, this.expression(a), this.expression(b)];
    }
    if (isVector(type)) return [`${type}.${op}_s`, this.expression(a), this.expression(b)];
    const one = this.twice(a);
    const other = this.twice(b);
    this.kept -= [one, other].filter(({ isKept }) => isKept).length;
    const test: Sexp = [op === 'min' ? 'i32.lt_s' : 'i32.gt_s', one.again, other.again];
    return ['select', one.first, other.first, test];
  }

  /** A value that is needed a second time: what computes it, and what repeats it. */
  private twice(x: Expression): { first: Sexp; again: Sexp; isKept: boolean } {
    const value = this.expression(x);
    if (x.kind === 'local') return { first: value, again: value, isKept: false };
    const name = this.register({ name: `kept.${this.kept++}`, type: x.type });
    return { first: ['local.tee', `$${name}`, value], again: getLocal(name), isKept: true };
  }

  private unary(op: UnaryOp, x: Expression): Sexp {
    if (op === 'significand') return this.significand(x);
    const value = this.expression(x);
    const conversion = CONVERSIONS[op]?.[isVector(x.type) ? 'vector' : 'scalar'];
    if (conversion !== undefined) return [conversion, value];
    const instruction = UNARY[op];
    if (instruction !== undefined) return [`${x.type}.${instruction}`, value];
    return MATH_FUNCTIONS.has(op) ? this.function(op, x.type, [x]) : vectorOnly(op, value);
  }

  /** A function of vectors, of which scalars take one lane. */
  private function(op: UnaryOp | BinaryOp, type: ValueType, operands: readonly Expression[]): Sexp {
    const fn = MATH_FUNCTIONS.get(op);
    if (fn === undefined) throw new Error(`WebAssembly has no ${op}`);
    const values = operands.map((operand) => this.expression(operand));
    if (isVector(type)) return ['call', functionName(fn), ...values];
    const vectors = values.map((value): Sexp => ['f32x4.splat', value]);
    return ['f32x4.extract_lane', '0', ['call', functionName(fn), ...vectors]];
  }

  private significand(x: Expression): Sexp {
    const { first, again, isKept } = this.twice(x);
    if (isKept) this.kept--;
    const exponent: Sexp = ['v128.and', fromRootHalf(again), splatI32(-(2 ** 23))];
    return ['i32x4.sub', first, exponent];
  }

  private firstLane(lane: Expression): Sexp {
    if (!isPlainLoad(lane)) return [`${vectorOf(lane.type)}.splat`, this.expression(lane)];
    return ['v128.load32_zero', ...this.address(lane), ...this.at(lane)];
  }

  private withLane(vector: Sexp, lane: Expression, index: number): Sexp {
    if (!isPlainLoad(lane)) {
      const instruction = `${vectorOf(lane.type)}.replace_lane`;
      return [instruction, String(index), vector, this.expression(lane)];
    }
    return ['v128.load32_lane', ...this.address(lane), String(index), ...this.at(lane), vector];
  }

  /** The constant part of an access's address, as the instruction's immediate. */
  protected address(access: Access): Sexp[] {
    return immediate(this.addressOf(access).offset);
  }

  /** The variable part of an access's address. */
  protected at(access: Access): Sexp[] {
    const { pointer, extra } = this.addressOf(access);
    return [this.plusTerms(getLocal(pointer), extra)];
  }

  protected plusTerms(base: Sexp, terms: readonly Term[]): Sexp {
    return terms.reduce<Sexp>((sum, term) => ['i32.add', sum, this.term(term)], base);
  }

  protected addressOf(access: Access): Address {
    const address = this.pointers.ofAccess.get(access);
    if (address === undefined) throw new Error(`no pointer for ${indexText(access.address)}`);
    return address;
  }

  protected conditions(conditions: readonly Condition[]): Sexp {
    // 0 ≤ i < extent in one unsigned comparison: a negative i is a large unsigned number.
    const tests = conditions.map(({ index, extent }): Sexp => [
      'i32.lt_u',
      this.index(index),
      i32(extent),
    ]);
    return tests.reduce((all, test) => ['i32.and', all, test]);
  }

  /** What is added, then what is subtracted. */
  protected index({ constant, terms }: Index): Sexp {
    const added: Sexp[] = [];
    const subtracted: Sexp[] = [];
    for (const { atom, coefficient } of terms) {
      const list = coefficient > 0 ? added : subtracted;
      list.push(this.term({ atom, coefficient: Math.abs(coefficient) }));
    }
    if (constant > 0 || added.length === 0) added.push(i32(constant));
    else if (constant < 0) subtracted.push(i32(-constant));
    const sum = added.reduce((total, part) => ['i32.add', total, part]);
    return subtracted.reduce((total, part) => ['i32.sub', total, part], sum);
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
      case 'lookup':
        throw new Error('a lookup has a statement of its own');
    }
  }

  /** The name of a register's local. Registers of one name but two types have two. */
  protected register({ name, type }: Local): string {
    const own = WASM_TYPE[type];
    const local = (this.locals.get(name) ?? own) === own ? name : `${name}.${own}`;
    this.locals.set(local, own);
    return local;
  }
}

/** [a, b, sum] of a vector `sum + a·b` whose sum is a register. */
function accumulated({
  type,
  op,
  a: sum,
  b: product,
}: Extract<Expression, { readonly kind: 'binary' }>): Expression[] | undefined {
  const isSum = type === 'f32x4' && op === 'add' && sum.kind === 'local';
  if (!isSum || product.kind !== 'binary' || product.op !== 'mul') return undefined;
  return [product.a, product.b, sum];
}

/** A load of what is stored, as it is. */
function isPlainLoad(expression: Expression): expression is Load {
  return expression.kind === 'load' && (expression.buffer.element ?? 'i32') === 'i32';
}

/** Whether two expressions are the same arithmetic over registers and numbers. */
function isSame(a: Expression, b: Expression): boolean {
  if (a.kind === 'local' && b.kind === 'local') return a.local.name === b.local.name;
  if (a.kind === 'number' && b.kind === 'number') return Object.is(a.value, b.value);
  if (a.kind !== 'binary' || b.kind !== 'binary' || a.op !== b.op) return false;
  return isSame(a.a, b.a) && isSame(a.b, b.b);
}

function isZero(expression: Expression): boolean {
  return expression.kind === 'number' && expression.value === 0;
}

function numberOf(type: ValueType, value: number): Sexp {
  const scalar = scalarOf(type);
  const constant: Sexp = scalar === 'i32' ? i32(value) : ['f32.const', float(value)];
  return isVector(type) ? [`${type}.splat`, constant] : constant;
}

/** A number that is written in the code, and not NaN. */
function isNumber(expression: Expression): boolean {
  return expression.kind === 'number' && !Number.isNaN(expression.value);
}

/** Has a dot, which no kernel's name has. */
export function functionName({ name }: MathFunction): string {
  return `$f32x4.${name}`;
}

function vectorOnly(op: UnaryOp, value: Sexp): Sexp {
  if (op === 'exp2-integer') {
    const exponent: Sexp = ['f32x4.add', value, ['f32x4.splat', ['f32.const', float(TO_EXPONENT)]]];
    return ['i32x4.shl', exponent, i32(23)];
  }
  if (op === 'exponent') {
    return ['f32x4.convert_i32x4_s', ['i32x4.shr_s', fromRootHalf(value), i32(23)]];
  }
  if (op === 'leading-bits') return ['v128.and', value, splatI32(-(2 ** 12))];
  throw new Error(`WebAssembly has no ${op}`);
}

/** The bits of √½, so that its exponent is that of √½ · 2ⁿ … √2 · 2ⁿ, too. */
const ROOT_HALF = 0x3f3504f3;

/** What the bits of positive floats are above those of √½: the upper nine are the exponent. */
function fromRootHalf(value: Sexp): Sexp {
  return ['i32x4.sub', value, splatI32(ROOT_HALF)];
}

function splatI32(value: number): Sexp {
  return ['i32x4.splat', i32(value)];
}

/**
 * A float of this size has its units in the lowest bit. So what is added to it stands there as an
 * integer, biased by 127 as an exponent is, and the exponent field of an f32 begins at bit 23.
 */
const TO_EXPONENT = 1.5 * 2 ** 23 + 127;
