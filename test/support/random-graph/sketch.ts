import { GraphBuilder } from '../../../compiler/ir/builder.js';
import type { Attributes, Graph, Value } from '../../../compiler/ir/graph.js';
import { inferTypes } from '../../../compiler/ir/infer.js';
import { constantData, ShapeError } from '../../../compiler/ir/op.js';
import type { OpName } from '../../../compiler/ir/ops/index.js';
import type { Tensor } from '../../../compiler/ir/tensor.js';
import { elementsOf } from '../../../compiler/ir/tensor.js';
import type { Shape } from '../../../compiler/ir/types.js';
import { elementCount, f32, sameType } from '../../../compiler/ir/types.js';
import type { Range } from '../random-tensor.js';
import { randomTensor } from '../random-tensor.js';

/** Values of more elements are not made, so that the reference stays quick. */
const MOST_ELEMENTS = 1500;

/** Numbers that decide everything about a step; each is taken modulo what is possible. */
export class Choices {
  private next = 0;

  constructor(private readonly numbers: readonly number[]) {}

  /** One of 0, …, count − 1; 0 when the numbers have run out. */
  below(count: number): number {
    const number = this.numbers.at(this.next++) ?? 0;
    return count === 0 ? 0 : number % count;
  }

  /** An integer from `least` to `most`. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  flag(): boolean {
    return this.below(2) === 1;
  }

  of<T>(items: readonly [T, ...T[]]): T;
  of<T>(items: readonly T[]): T | undefined;
  of<T>(items: readonly T[]): T | undefined {
    return items.length === 0 ? undefined : items[this.below(items.length)];
  }
}

/** A graph in the making: what random steps add to, and leave alone where they do not fit. */
export class Sketch {
  readonly inputs: Record<string, Tensor> = {};
  private readonly builder: GraphBuilder;
  private readonly values: Value[] = [];
  private readonly used = new Set<Value>();
  private readonly exact = new Set<Value>();
  private readonly states: Value[] = [];
  private constants = 0;

  constructor(name: string) {
    this.builder = new GraphBuilder(name);
  }

  input(name: string, shape: Shape): void {
    this.inputs[name] = randomTensor(shape, name);
    const value = this.builder.input(name, f32(...shape));
    this.values.push(value);
    this.exact.add(value);
  }

  /** A state that begins with random numbers, or with zeros. */
  state(name: string, shape: Shape): void {
    const begin = this.constants % 2 === 0 ? undefined : { from: 0, to: 0 };
    const value = this.builder.state(name, this.constant(shape, begin));
    this.values.push(value);
    this.states.push(value);
  }

  /** A value made so far that satisfies `fits`; every other time the latest, so that chains grow. */
  pick(choices: Choices, fits: (value: Value) => boolean = () => true): Value | undefined {
    return this.pickOf(choices, (value) => value.type.element === 'f32' && fits(value));
  }

  /**
   * A value of any type that no rounding has changed, so that whether it is greater than another, and what
   * it is cut to, is the same on every target.
   */
  pickExact(choices: Choices, fits: (value: Value) => boolean = () => true): Value | undefined {
    return this.pickOf(choices, (value) => this.exact.has(value) && fits(value));
  }

  private pickOf(choices: Choices, fits: (value: Value) => boolean): Value | undefined {
    const fitting = this.values.filter(fits).reverse();
    const index = choices.below(2 * fitting.length);
    return fitting.at(index % 2 === 0 ? 0 : (index - 1) / 2);
  }

  /** A number of the source. */
  number(value: number): Value {
    const label = `number.${this.constants++}`;
    return this.builder.constant(constantData(label, { shape: [], data: Float32Array.of(value) }));
  }

  /** A constant of uniform random numbers; it is not offered to later steps unless added. */
  constant(shape: Shape, range?: Range, parameter?: string): Value {
    const label = `${parameter ?? 'constant'}.${this.constants++}`;
    const data = constantData(label, randomTensor(shape, label, range));
    const known = parameter === undefined ? data : { ...data, parameter: true as const };
    return this.builder.constant(known);
  }

  /** A constant of integers that index an axis, from either end. */
  indices(shape: Shape, extent: number): Value {
    const label = `indices.${this.constants++}`;
    const { data } = randomTensor(shape, label, { from: -extent, to: extent });
    const indices = { shape, data: elementsOf('i32', data) };
    return this.builder.constant(constantData(label, indices));
  }

  /** Weights of a size that keeps sums of `terms` products about as large as the factors. */
  weight(shape: Shape, terms: number): Value {
    const to = 2 / Math.sqrt(terms);
    return this.constant(shape, { from: -to, to }, 'weight');
  }

  /** Adds a node when its operands fit and its result is small; otherwise nothing happens. */
  node(
    op: OpName,
    inputs: readonly Value[],
    attributes: Attributes = {},
    name?: string,
  ): Value | undefined {
    return this.nodes(op, inputs, attributes, name).at(0);
  }

  /** The same for several outputs. Those that are integers are not offered to later steps. */
  nodes(
    op: OpName,
    inputs: readonly Value[],
    attributes: Attributes = {},
    name?: string,
  ): readonly Value[] {
    if (!isPossible(op, inputs, attributes)) return [];
    const values = this.builder.add(op, inputs, attributes, name === undefined ? {} : { name });
    for (const input of inputs) this.used.add(input);
    const isExact = EXACT_OPS.has(op) && inputs.every((input) => this.exact.has(input));
    for (const value of values) {
      if (values.length === 1 || value.type.element === 'f32') this.values.push(value);
      if (isExact) this.exact.add(value);
    }
    return values;
  }

  /** The same for integers, which are not offered to later steps. */
  integers(op: OpName, inputs: readonly Value[], attributes: Attributes): Value | undefined {
    if (!isPossible(op, inputs, attributes)) return undefined;
    for (const input of inputs) this.used.add(input);
    return this.builder.add(op, inputs, attributes)[0];
  }

  offer(value: Value): void {
    this.values.push(value);
  }

  /** What each state holds next: the last other value of its type, or what tanh makes of itself. */
  private keepStates(): void {
    for (const state of this.states) {
      const next = this.values.findLast(
        (value) => value !== state && sameType(value.type, state.type),
      );
      this.builder.leave(state, next ?? this.builder.add('tanh', [state])[0]);
    }
  }

  /** Ends with what nothing uses as outputs, and the value each of `extra` points at. */
  finish(extra: readonly number[]): Graph {
    const ends = this.values.filter((value) => !this.used.has(value));
    const inner = extra.map((number) => this.values[number % this.values.length]);
    for (const [index, value] of [...new Set([...ends, ...inner])].entries()) {
      const labels = Array.from({ length: value.type.shape.at(-1) ?? 1 }, (_, i) => `class ${i}`);
      this.builder.output(`y${index}`, value, index % 2 === 1 ? { labels } : {});
    }
    this.keepStates();
    return this.builder.finish();
  }
}

const EXACT_OPS: ReadonlySet<OpName> = new Set(['cast', 'equal', 'greater', 'less', 'where']);

function isPossible(op: OpName, inputs: readonly Value[], attributes: Attributes): boolean {
  try {
    const types = inferTypes(
      op,
      inputs.map((input) => input.type),
      attributes,
    );
    return types.every((type) => elementCount(type.shape) <= MOST_ELEMENTS);
  } catch (error) {
    if (error instanceof ShapeError) return false;
    throw error;
  }
}
