import { expect } from 'vitest';
import type { BinaryOp, UnaryOp } from '../../compiler/codegen/compute.js';
import type { Index, Variable } from '../../compiler/codegen/index-expr.js';
import type {
  Buffer,
  Condition,
  Expression,
  Kernel,
  Statement,
  Workgroups,
} from '../../compiler/codegen/loop-ir.js';
import { bodyOf } from '../../compiler/codegen/rewrite-loops.js';

/** Memory by buffer name: exactly what the kernel may touch. */
export type BufferContents = Readonly<Record<string, Float32Array>>;

/**
 * Runs a kernel of the loop IR as it is defined, slowly: every access is checked against the end of
 * its buffer, every value against the range that its variable declares, and no element may be stored
 * by two invocations, unless a barrier of the arena stands between. Lanes of a vector may lie behind
 * the end, where they are NaN: targets leave room for that, and the schedule must not use them.
 *
 * A workgroup runs statement by statement, each by all of its invocations. Barriers must stand where
 * all of them come, and between two barriers nobody may load what another one stores. Threads run the
 * same way, and between two barriers no two of them may store the same element.
 */
export function runLoops(kernel: Kernel, memory: BufferContents, threads = 1): void {
  const storedBy = new Map<string, string>();
  const noteStore =
    (id: string) =>
    (place: string): void => {
      const other = storedBy.get(place) ?? id;
      expect(other, `${kernel.name} stores ${place} in two invocations`).toBe(id);
      storedBy.set(place, id);
    };
  const { grid } = kernel;
  if (grid?.kind === 'workgroups') {
    for (let group = 0; group <= grid.group.max; group++) {
      const shared = new SharedMemory(kernel.name, grid);
      const runs = Array.from({ length: grid.local.max + 1 }, (_, local) => {
        const run = new Run(kernel.name, memory, noteStore(`${group}.${local}`), shared, local);
        run.variables.set(grid.group.name, group);
        run.variables.set(grid.local.name, local);
        return run;
      });
      runTogether(kernel.body, runs, (arena) => {
        shared.meet();
        if (arena) storedBy.clear();
      });
    }
    return;
  }
  if (threads > 1) {
    const runs = Array.from(
      { length: threads },
      (_, thread) =>
        new Run(kernel.name, memory, noteStore(`${thread}`), undefined, thread, threads),
    );
    runTogether(kernel.body, runs, () => {
      storedBy.clear();
    });
    return;
  }
  const invocations = grid === undefined ? 1 : grid.invocation.max + 1;
  for (let id = 0; id < invocations; id++) {
    const run = new Run(kernel.name, memory, noteStore(`${id}`));
    if (grid !== undefined) run.variables.set(grid.invocation.name, id);
    run.block(kernel.body);
  }
}

/** What has no barrier in it runs for one invocation after the other; the rest in lockstep. */
function runTogether(
  statements: readonly Statement[],
  runs: readonly Run[],
  meet: (arena: boolean) => void,
): void {
  for (const statement of statements) {
    if (!hasBarrier(statement)) {
      for (const run of runs) run.block([statement]);
    } else if (statement.kind === 'barrier') {
      meet(statement.arena === true);
    } else if (statement.kind === 'if') {
      if (agreed(runs, (run) => Number(run.holds(statement.conditions))) === 1) {
        runTogether(statement.body, runs, meet);
      }
    } else if (statement.kind === 'for') {
      const { variable, from, to, body } = statement;
      const end = agreed(runs, (run) => run.integer(to));
      for (let at = agreed(runs, (run) => run.integer(from)); at < end; at++) {
        for (const run of runs) run.bind(variable, at);
        runTogether(body, runs, meet);
      }
    }
  }
}

function hasBarrier(statement: Statement): boolean {
  return statement.kind === 'barrier' || bodyOf(statement).some(hasBarrier);
}

/** What all invocations that come to a barrier must think alike. */
function agreed(runs: readonly Run[], value: (run: Run) => number): number {
  const values = new Set(runs.map(value));
  expect(values.size, 'invocations part on their way to a barrier').toBe(1);
  return [...values][0];
}

/** The arrays of a workgroup; nobody clears them, so that they begin as NaN. */
class SharedMemory {
  private readonly arrays: ReadonlyMap<string, Float32Array>;
  private stores = new Map<string, number>();
  private loads = new Map<string, number>();

  constructor(
    private readonly kernel: string,
    { shared }: Workgroups,
  ) {
    this.arrays = new Map(
      shared.map(({ buffer, length }) => [buffer.name, new Float32Array(length).fill(NaN)]),
    );
  }

  array(name: string): Float32Array {
    const found = this.arrays.get(name);
    return found ?? expect.fail(`${this.kernel} shares no ${name}`);
  }

  store(name: string, at: number, value: number, local: number): void {
    this.claim(this.loads, name, at, local);
    this.claim(this.stores, name, at, local);
    this.stores.set(`${name}[${at}]`, local);
    this.array(name)[at] = value;
  }

  load(name: string, at: number, local: number): number {
    this.claim(this.stores, name, at, local);
    const others = this.loads.get(`${name}[${at}]`) ?? local;
    this.loads.set(`${name}[${at}]`, others === local ? local : SEVERAL);
    return this.array(name)[at];
  }

  meet(): void {
    this.stores = new Map();
    this.loads = new Map();
  }

  private claim(by: Map<string, number>, name: string, at: number, local: number): void {
    const other = by.get(`${name}[${at}]`) ?? local;
    if (other !== local) expect.fail(`${this.kernel}: no barrier between uses of ${name}[${at}]`);
  }
}

/** Stands for more than one invocation. */
const SEVERAL = -1;

const BINARY: Record<BinaryOp, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
};

const UNARY: Record<UnaryOp, (x: number) => number> = {
  neg: (x) => -x,
  abs: (x) => Math.abs(x),
  sqrt: (x) => Math.sqrt(x),
  floor: (x) => Math.floor(x),
  round: (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)),
  'exp2-integer': (x) => 2 ** x,
  exp: (x) => Math.exp(x),
  tanh: (x) => Math.tanh(x),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
};

/** One invocation. A scalar is a list of one number, a vector of four. */
class Run {
  readonly variables = new Map<string, number>();
  private readonly locals = new Map<string, readonly number[]>();

  constructor(
    private readonly kernel: string,
    private readonly memory: BufferContents,
    private readonly noteStore: (place: string) => void,
    private readonly shared?: SharedMemory,
    /** Its number in the workgroup or among the threads. */
    private readonly local = 0,
    private readonly threads = 1,
  ) {}

  block(statements: readonly Statement[]): void {
    for (const statement of statements) this.statement(statement);
  }

  private statement(statement: Statement): void {
    switch (statement.kind) {
      case 'barrier':
        return expect.fail(`${this.kernel}: a barrier that not all may come to`);
      case 'part':
        this.block(statement.body);
        return;
      case 'let':
        this.bind(statement.variable, this.integer(statement.value));
        return;
      case 'for': {
        const { variable, from, to, body, parallel } = statement;
        const share = parallel ? this.share(this.integer(from), this.integer(to)) : undefined;
        const begin = share?.begin ?? this.integer(from);
        for (let at = begin; at < (share?.end ?? this.integer(to)); at++) {
          this.bind(variable, at);
          this.block(body);
        }
        return;
      }
      case 'if':
        if (this.holds(statement.conditions)) this.block(statement.body);
        return;
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
            this.noteStore(`${buffer.name}[${at}]`);
            this.memory[buffer.name][at] = values[lane];
          }
        }
      }
    }
  }

  /** The turns of a parallel loop that are this thread's. */
  private share(from: number, to: number): { begin: number; end: number } {
    const start = (thread: number): number =>
      from + Math.floor(((to - from) * thread) / this.threads);
    return { begin: start(this.local), end: start(this.local + 1) };
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

  private contents({ name, space }: Buffer): Float32Array {
    if (space !== 'workgroup') return this.memory[name];
    return this.shared?.array(name) ?? expect.fail(`${this.kernel} has no workgroup`);
  }

  private place(buffer: Buffer, address: number): number {
    const { length } = this.contents(buffer);
    const isInside = address >= 0 && address < length;
    if (!isInside) expect.fail(`${this.kernel}: ${buffer.name}[${address}], of ${length} elements`);
    return address;
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
      }
    }, constant);
  }

  private value(expression: Expression): readonly number[] {
    const rounded = (values: readonly number[]): readonly number[] => values.map(Math.fround);
    switch (expression.kind) {
      case 'number': {
        const lanes = expression.type === 'f32' ? 1 : 4;
        return rounded(Array<number>(lanes).fill(expression.value));
      }
      case 'local': {
        const value = this.locals.get(expression.local.name);
        if (value === undefined) return expect.fail(`${expression.local.name} is not set`);
        return value;
      }
      case 'load': {
        const { type, buffer, address } = expression;
        const start = this.place(buffer, this.integer(address));
        const lanes = type === 'f32' ? [0] : [0, 1, 2, 3];
        return lanes.map((lane) =>
          buffer.space === 'workgroup'
            ? (this.shared?.load(buffer.name, this.place(buffer, start + lane), this.local) ?? NaN)
            : (this.contents(buffer).at(start + lane) ?? NaN),
        );
      }
      case 'splat':
        return Array<number>(4).fill(this.value(expression.x)[0]);
      case 'lanes':
        return expression.lanes.map((lane) => this.value(lane)[0]);
      case 'extract':
        return [this.value(expression.x)[expression.lane]];
      case 'integer':
        return [this.integer(expression.value)];
      case 'unary':
        return rounded(this.value(expression.x).map(UNARY[expression.op]));
      case 'binary': {
        const b = this.value(expression.b);
        const apply = BINARY[expression.op];
        return rounded(this.value(expression.a).map((a, lane) => apply(a, b[lane])));
      }
      case 'where-positive': {
        const then = this.value(expression.then);
        const otherwise = this.value(expression.otherwise);
        return this.value(expression.x).map((x, lane) => (x > 0 ? then : otherwise)[lane]);
      }
      case 'products': {
        const x = this.value(expression.x);
        return expression.rows.reduce((sum, row, lane) => {
          const values = this.value(row);
          return sum.map((before, at) => Math.fround(before + Math.fround(x[lane] * values[at])));
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
