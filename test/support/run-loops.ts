import { expect } from 'vitest';
import type { BinaryOp, UnaryOp } from '../../compiler/codegen/compute.js';
import type { Index } from '../../compiler/codegen/index-expr.js';
import type { Condition, Expression, Kernel, Statement } from '../../compiler/codegen/loop-ir.js';

/** Memory by buffer name: exactly what the kernel may touch. */
export type BufferContents = Readonly<Record<string, Float32Array>>;

/**
 * Runs a kernel of the loop IR as it is defined, slowly: every access is checked against the end of
 * its buffer, every value against the range that its variable declares, and no element may be stored
 * by two invocations. Lanes of a vector may lie behind the end, where they are NaN: targets leave
 * room for that, and the schedule must not use them.
 */
export function runLoops(kernel: Kernel, memory: BufferContents): void {
  const storedBy = new Map<string, number>();
  const invocations = kernel.grid === undefined ? 1 : kernel.grid.invocation.max + 1;
  for (let id = 0; id < invocations; id++) {
    const run = new Run(kernel.name, memory, (place) => {
      const other = storedBy.get(place) ?? id;
      expect(other, `${kernel.name} stores ${place} in two invocations`).toBe(id);
      storedBy.set(place, id);
    });
    if (kernel.grid !== undefined) run.variables.set(kernel.grid.invocation.name, id);
    run.block(kernel.body);
  }
}

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
  ) {}

  block(statements: readonly Statement[]): void {
    for (const statement of statements) this.statement(statement);
  }

  private statement(statement: Statement): void {
    switch (statement.kind) {
      case 'comment':
        return;
      case 'let':
        this.bind(statement.variable, this.integer(statement.value));
        return;
      case 'for': {
        const { variable, from, to, body } = statement;
        for (let at = this.integer(from); at < this.integer(to); at++) {
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
          const at = this.place(buffer.name, start + lane);
          this.noteStore(`${buffer.name}[${at}]`);
          this.memory[buffer.name][at] = values[lane];
        }
      }
    }
  }

  private bind({ name, min, max }: { name: string; min: number; max: number }, to: number): void {
    const inRange = min <= to && to <= max;
    if (!inRange) expect.fail(`${this.kernel}: ${name} is ${to}, outside ${min}..${max}`);
    this.variables.set(name, to);
  }

  private place(buffer: string, address: number): number {
    const { length } = this.memory[buffer];
    const isInside = address >= 0 && address < length;
    if (!isInside) expect.fail(`${this.kernel}: ${buffer}[${address}], of ${length} elements`);
    return address;
  }

  private holds(conditions: readonly Condition[]): boolean {
    return conditions.every(({ index, extent }) => {
      const value = this.integer(index);
      return value >= 0 && value < extent;
    });
  }

  private integer({ constant, terms }: Index): number {
    return terms.reduce((sum, { atom, coefficient }) => {
      switch (atom.kind) {
        case 'variable':
          return sum + coefficient * (this.variables.get(atom.name) ?? NaN);
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
        const start = this.place(buffer.name, this.integer(address));
        const lanes = type === 'f32' ? [0] : [0, 1, 2, 3];
        return lanes.map((lane) => this.memory[buffer.name].at(start + lane) ?? NaN);
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
      case 'when':
        return this.value(
          this.holds(expression.conditions) ? expression.then : expression.otherwise,
        );
    }
  }
}
