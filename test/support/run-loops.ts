import { expect } from 'vitest';
import type { BinaryOp, Comparison, UnaryOp } from '../../compiler/lower/formulas/expression.js';
import type { Index, Variable } from '../../compiler/lower/formulas/index-expr.js';
import type {
  Buffer,
  Condition,
  Expression,
  ForStatement,
  Kernel,
  LookupStatement,
  Statement,
  Test,
} from '../../compiler/lower/loops/loop-ir.js';
import { isVector, operandsOf, scalarOf } from '../../compiler/lower/loops/loop-ir.js';
import { bodyOf } from '../../compiler/lower/loops/rewrite-loops.js';
import { entryAt } from '../../compiler/ir/ops/shared/entry.js';
import { erf } from '../../compiler/ir/ops/shared/erf.js';
import { power } from '../../compiler/ir/ops/shared/power.js';
import { roundToEven } from '../../compiler/ir/ops/shared/round-to-even.js';
import { SharedMemory, Stores } from './loop-memory.js';
import type { Threads } from './loop-threads.js';
import { Claims, shuffled } from './loop-threads.js';

/** Memory by buffer name: exactly what the kernel may touch. */
export type BufferContents = Readonly<Record<string, Float32Array | Int32Array>>;

/**
 * Runs a kernel of the loop IR as it is defined, slowly: every access is checked against the end of
 * its buffer, every value against the range that its variable declares, and no element may be stored
 * by two invocations, unless a barrier of the arena stands between. Lanes of a vector may lie behind
 * the end, where they are NaN: targets leave room for that, and the schedule must not use them.
 *
 * Workgroups and threads run from barrier to barrier, one invocation after the other; all must come to
 * the same ones. Between two barriers nobody may load from shared memory what another stores.
 * Threads come in any order and claim turns at random, and what another has stored since the last
 * barrier is NaN to them: a kernel that needs it gives NaN in one order or the other.
 */
export function runLoops(kernel: Kernel, memory: BufferContents, threads?: Threads): void {
  const { grid } = kernel;
  if (grid?.kind === 'workgroups') {
    const stores = new Stores(kernel.name);
    for (let group = 0; group <= grid.group.max; group++) {
      const shared = new SharedMemory(kernel.name, grid);
      const runs = Array.from({ length: grid.local.max + 1 }, (_, local) => {
        const run = new Run(kernel.name, memory, stores, group * WORKGROUP + local, shared, local);
        run.variables.set(grid.group.name, group);
        run.variables.set(grid.local.name, local);
        return run;
      });
      runTogether(kernel.body, runs, (arena) => {
        shared.meet();
        if (arena) stores.meet();
      });
    }
    return;
  }
  if (threads !== undefined) {
    const stores = new Stores(kernel.name, true);
    const claims = new Claims(threads);
    const runs = Array.from({ length: threads.count }, (_, thread) => {
      const run = new Run(kernel.name, memory, stores, thread);
      run.claims = claims;
      return run;
    });
    runTogether(
      kernel.body,
      runs,
      () => {
        stores.meet();
      },
      threads.random,
    );
    return;
  }
  const stores = new Stores(kernel.name);
  const invocations = grid === undefined ? 1 : grid.invocation.max + 1;
  for (let id = 0; id < invocations; id++) {
    const run = new Run(kernel.name, memory, stores, id);
    if (grid !== undefined) run.variables.set(grid.invocation.name, id);
    run.block(kernel.body);
  }
}

/** More than a workgroup has invocations. */
const WORKGROUP = 1024;

/** Runs each until a barrier, and all again from there, in any order where it is `random`. */
function runTogether(
  statements: readonly Statement[],
  runs: readonly Run[],
  meet: (arena: boolean) => void,
  random?: () => number,
): void {
  const ways = runs.map((run) => run.untilBarriers(statements));
  for (;;) {
    const order = random ? shuffled(ways, random) : ways;
    const barriers = new Set(order.map((way) => way.next().value));
    expect(barriers.size, 'invocations part on their way to a barrier').toBe(1);
    const [barrier] = barriers;
    if (barrier === undefined) return;
    meet(barrier.arena === true);
  }
}

type Barrier = Extract<Statement, { kind: 'barrier' }>;

const barriers = new WeakMap<Statement, boolean>();

/** Looked up, since every invocation asks in every iteration. */
function hasBarrier(statement: Statement): boolean {
  const known = barriers.get(statement);
  if (known !== undefined) return known;
  const found = statement.kind === 'barrier' || bodyOf(statement).some(hasBarrier);
  barriers.set(statement, found);
  return found;
}

const BINARY: Record<BinaryOp, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
  and: (a, b) => a & b,
  pow: power,
};

const UNARY: Record<UnaryOp, (x: number) => number> = {
  neg: (x) => -x,
  abs: (x) => Math.abs(x),
  sqrt: (x) => Math.sqrt(x),
  floor: (x) => Math.floor(x),
  ceil: (x) => Math.ceil(x),
  round: roundToEven,
  'exp2-integer': (x) => 2 ** x,
  exponent: (x) => Math.floor(Math.log2(x * Math.SQRT2)),
  significand: (x) => x / 2 ** Math.floor(Math.log2(x * Math.SQRT2)),
  'leading-bits': (x) => {
    const [bits] = new Int32Array(Float32Array.of(x).buffer);
    return new Float32Array(Int32Array.of(bits & -4096).buffer)[0];
  },
  erf,
  exp: (x) => Math.exp(x),
  expm1: (x) => Math.expm1(x),
  log: (x) => Math.log(x),
  log1p: (x) => Math.log1p(x),
  tanh: (x) => Math.tanh(x),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  'to-f32': (x) => x,
  'to-i32': (x) => Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(x))),
};

const COMPARISONS: Record<Comparison, (a: number, b: number) => boolean> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
};

/** To what the type of an expression holds; in place, as each calculation has a list of its own. */
function rounded(values: number[], isWhole: boolean): readonly number[] {
  for (let lane = 0; lane < values.length; lane++) {
    values[lane] = isWhole ? values[lane] | 0 : Math.fround(values[lane]);
  }
  return values;
}

/** One invocation. A scalar is a list of one number, a vector of four. */
class Run {
  readonly variables = new Map<string, number>();
  claims?: Claims;
  private readonly locals = new Map<string, readonly number[]>();
  private readonly rounds = new Map<Statement, number>();

  constructor(
    private readonly kernel: string,
    private readonly memory: BufferContents,
    private readonly stores: Stores,
    /** Its number among all that run the kernel. */
    private readonly id: number,
    private readonly shared?: SharedMemory,
    /** Its number in the workgroup. */
    private readonly local = 0,
  ) {}

  /** Runs statements and stops at each barrier that it comes to. */
  *untilBarriers(statements: readonly Statement[]): Generator<Barrier, undefined> {
    for (const statement of statements) {
      if (!hasBarrier(statement)) {
        this.statement(statement);
      } else if (statement.kind === 'barrier') {
        yield statement;
      } else if (statement.kind === 'if') {
        if (this.holds(statement.conditions)) yield* this.untilBarriers(statement.body);
      } else if (statement.kind === 'for' && !statement.parallel) {
        const end = this.integer(statement.to);
        for (let at = this.integer(statement.from); at < end; at++) {
          this.bind(statement.variable, at);
          yield* this.untilBarriers(statement.body);
        }
      } else {
        expect.fail(`${this.kernel}: a barrier that not all may come to`);
      }
    }
    return undefined;
  }

  block(statements: readonly Statement[]): void {
    for (const statement of statements) this.statement(statement);
  }

  private statement(statement: Statement): void {
    switch (statement.kind) {
      case 'barrier':
        return expect.fail(`${this.kernel}: a barrier that not all may come to`);
      case 'outlined':
        this.block(statement.body);
        return;
      case 'let':
        this.bind(statement.variable, this.integer(statement.value));
        return;
      case 'lookup':
        this.bind(statement.variable, this.entry(statement));
        return;
      case 'for': {
        for (const { begin, end } of this.turnsOf(statement)) {
          for (let at = begin; at < end; at++) {
            this.bind(statement.variable, at);
            this.block(statement.body);
          }
        }
        return;
      }
      case 'if':
        if (this.holds(statement.conditions)) this.block(statement.body);
        return;
      case 'if-any':
        if (statement.any.some((test) => this.passes(test))) this.block(statement.body);
        return;
      case 'while': {
        const { variable, test, body } = statement;
        for (let at = variable.min; at <= variable.max && this.passes(test); at++) {
          this.bind(variable, at);
          this.block(body);
        }
        return;
      }
      case 'set':
        this.locals.set(statement.local.name, this.value(statement.value));
        return;
      case 'store': {
        const { buffer, address, value, lanes } = statement;
        const values = this.value(value);
        const start = this.integer(address);
        for (let lane = 0; lane < lanes; lane++) {
          const at = this.place(buffer, start + lane);
          if (buffer.space === 'workgroup') {
            this.shared?.store(buffer.name, at, values[lane], this.local);
          } else {
            const contents = this.memory[buffer.name];
            this.stores.note(buffer.name, contents, at, this.id);
            contents[at] = values[lane];
          }
        }
        return;
      }
      case 'touch':
        this.place(statement.buffer, this.integer(statement.address));
    }
  }

  /** The turns of a loop that it takes: of a parallel one, those that are its own. */
  private turnsOf(statement: ForStatement): readonly { begin: number; end: number }[] {
    const { parallel } = statement;
    const [from, to] = [this.integer(statement.from), this.integer(statement.to)];
    if (parallel?.kind === 'slots') {
      return this.id < to ? [{ begin: this.id, end: this.id + 1 }] : [];
    }
    if (!parallel || !this.claims) return [{ begin: from, end: to }];
    if (parallel.kind === 'claimed') {
      const round = this.rounds.get(statement) ?? 0;
      this.rounds.set(statement, round + 1);
      return this.claims.of(this.id, statement, round, { from, to, least: parallel.least });
    }
    const { count } = this.claims.threads;
    const start = (thread: number): number => Math.floor(((to - from) * thread) / count);
    const [begin, end] = [start(this.id), start(this.id + 1)];
    return parallel.mirrored
      ? [{ begin: to - end, end: to - begin }]
      : [{ begin: from + begin, end: from + end }];
  }

  bind(variable: Variable, to: number): void {
    const { min, max } = variable;
    const name = this.nameOf(variable);
    const inRange = min <= to && to <= max;
    if (!inRange) expect.fail(`${this.kernel}: ${name} is ${to}, outside ${min}..${max}`);
    this.variables.set(name, to);
  }

  /** One in a row of variables goes by its number there. */
  private nameOf({ name, at }: Variable): string {
    return at === undefined ? name : `${name}[${this.variables.get(at.name) ?? NaN}]`;
  }

  private contents({ name, space }: Buffer): Float32Array | Int32Array {
    if (space !== 'workgroup') return this.memory[name];
    return this.shared?.array(name) ?? expect.fail(`${this.kernel} has no workgroup`);
  }

  private place(buffer: Buffer, address: number): number {
    const { length } = this.contents(buffer);
    const isInside = address >= 0 && address < length;
    if (!isInside) expect.fail(`${this.kernel}: ${buffer.name}[${address}], of ${length} elements`);
    return address;
  }

  /** An integer as an index. */
  private entry({ variable: { max }, value }: LookupStatement): number {
    return entryAt(this.value(value)[0], max + 1);
  }

  private passes({ test, a, b }: Test): boolean {
    const others = this.value(b);
    return this.value(a).some((x, lane) => COMPARISONS[test](x, others[lane]));
  }

  holds(conditions: readonly Condition[]): boolean {
    return conditions.every(({ index, extent }) => {
      const value = this.integer(index);
      return value >= 0 && value < extent;
    });
  }

  integer({ constant, terms }: Index): number {
    return terms.reduce((sum, { atom, coefficient }) => {
      switch (atom.kind) {
        case 'variable':
          return sum + coefficient * (this.variables.get(this.nameOf(atom)) ?? NaN);
        case 'div':
          return sum + coefficient * Math.floor(this.integer(atom.value) / atom.by);
        case 'mod':
          return sum + coefficient * (this.integer(atom.value) % atom.by);
        case 'min':
        case 'max':
          return sum + coefficient * Math[atom.kind](this.integer(atom.a), this.integer(atom.b));
        case 'lookup':
          return expect.fail(`${this.kernel}: a lookup without a statement of its own`);
      }
    }, constant);
  }

  private value(expression: Expression): readonly number[] {
    const isWhole = scalarOf(expression.type) === 'i32';
    switch (expression.kind) {
      case 'number': {
        const lanes = isVector(expression.type) ? 4 : 1;
        return rounded(Array<number>(lanes).fill(expression.value), isWhole);
      }
      case 'local': {
        const value = this.locals.get(expression.local.name);
        if (value === undefined) return expect.fail(`${expression.local.name} is not set`);
        return value;
      }
      case 'load': {
        const { type, buffer, address } = expression;
        const start = this.place(buffer, this.integer(address));
        const lanes = isVector(type) ? [0, 1, 2, 3] : [0];
        return lanes.map((lane) => {
          const at = start + lane;
          if (buffer.space === 'workgroup') {
            return this.shared?.load(buffer.name, this.place(buffer, at), this.local) ?? NaN;
          }
          const contents = this.contents(buffer);
          return this.stores.hides(contents, at, this.id) ? NaN : (contents.at(at) ?? NaN);
        });
      }
      case 'splat':
        return Array<number>(4).fill(this.value(expression.x)[0]);
      case 'lanes':
        return expression.lanes.map((lane) => this.value(lane)[0]);
      case 'extract':
        return [this.value(expression.x)[expression.lane]];
      case 'shuffle': {
        const both = [...this.value(expression.a), ...this.value(expression.b)];
        return expression.lanes.map((lane) => both[lane]);
      }
      case 'integer':
        return [this.integer(expression.value)];
      case 'unary':
        return rounded(this.value(expression.x).map(UNARY[expression.op]), isWhole);
      case 'binary': {
        const b = this.value(expression.b);
        const apply = isWhole && expression.op === 'mul' ? Math.imul : BINARY[expression.op];
        return rounded(
          this.value(expression.a).map((a, lane) => apply(a, b[lane])),
          isWhole,
        );
      }
      case 'select': {
        const [a, b, then, otherwise] = operandsOf(expression).map((each) => this.value(each));
        const holds = COMPARISONS[expression.test];
        return a.map((x, lane) => (holds(x, b[lane]) ? then : otherwise)[lane]);
      }
      case 'products': {
        const x = this.value(expression.x);
        const multiply = isWhole ? Math.imul : BINARY.mul;
        return expression.rows.reduce((sum, row, lane) => {
          const products = rounded(
            this.value(row).map((value) => multiply(x[lane], value)),
            isWhole,
          );
          return rounded(
            sum.map((before, at) => before + products[at]),
            isWhole,
          );
        }, this.value(expression.sum));
      }
      case 'pick': {
        const at = this.integer(expression.at);
        const isThere = Number.isInteger(at) && at >= 0 && at < expression.from.length;
        if (!isThere) expect.fail(`${this.kernel}: picks ${at} of ${expression.from.length}`);
        return this.value(expression.from[at]);
      }
      case 'when':
        return this.value(
          this.holds(expression.conditions) ? expression.then : expression.otherwise,
        );
    }
  }
}
