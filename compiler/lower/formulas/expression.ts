import type { Index } from './index-expr.js';

/**
 * Arithmetic that is common to what an op computes (`Scalar`) and to the loop IR (`Expression`). Each
 * adds kinds of its own, `Own`, and says with `Info` what all its nodes carry.
 *
 * An expression is a DAG: a node that several others use is one object. Whatever goes through one
 * visits each node once, so that n squarings of a value take n steps and not 2ⁿ.
 */
export type Tree<Own, Info = unknown> =
  | (NumberNode & Info)
  | (IntegerNode & Info)
  | (Unary<Tree<Own, Info>> & Info)
  | (Binary<Tree<Own, Info>> & Info)
  | (Select<Tree<Own, Info>> & Info)
  | Own;

/** What arithmetic is done in; u8 and bool are i32 to it. */
export type ScalarType = 'f32' | 'i32';

export interface NumberNode {
  readonly kind: 'number';
  readonly value: number;
}

/** An integer expression as a number: the divisor of an average. */
export interface IntegerNode {
  readonly kind: 'integer';
  readonly value: Index;
}

export interface Unary<E> {
  readonly kind: 'unary';
  readonly op: UnaryOp;
  readonly x: E;
}

export interface Binary<E> {
  readonly kind: 'binary';
  readonly op: BinaryOp;
  readonly a: E;
  readonly b: E;
}

/** `then` where the comparison of a with b holds, otherwise elsewhere. Both are evaluated. */
export interface Select<E> {
  readonly kind: 'select';
  readonly test: Comparison;
  readonly a: E;
  readonly b: E;
  readonly then: E;
  readonly otherwise: E;
}

export type UnaryOp =
  | 'neg'
  | 'abs'
  | 'sqrt'
  | 'floor'
  | 'ceil'
  | 'round'
  /** 2^x for an integer-valued x in −126..127. */
  | 'exp2-integer'
  /** Of a normal x = m · 2ⁿ above 0, with √½ ≤ m < √2 up to a unit in the last place: n, */
  | 'exponent'
  /** and m. */
  | 'significand'
  /** With all but the first 12 bits of its significand zero. */
  | 'leading-bits'
  | 'erf'
  | 'exp'
  | 'expm1'
  | 'log'
  | 'log1p'
  | 'sigmoid'
  | 'tanh'
  /** An i32 as the nearest f32. */
  | 'to-f32'
  /** An f32 without its fraction as an i32: the nearest where it has none, and 0 for NaN. */
  | 'to-i32';

/**
 * `min` and `max` are NaN where either operand is, as in PyTorch. Of i32, sums and products are modulo
 * 2³², `div` leaves out the fraction and gives a for a / 0 and −2³¹ / −1, and `and` is bit by bit; of f32
 * there is no `and`. `pow` is of f32 alone, as C has it.
 */
export type BinaryOp = 'add' | 'sub' | 'mul' | 'div' | 'min' | 'max' | 'and' | 'pow';

/** As IEEE 754 has them: beside NaN only `ne` holds, and −0 equals 0. */
export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';

/** How each comparison is written where one is shown or printed. */
export const COMPARISON_SIGNS: Record<Comparison, string> = {
  eq: '==',
  ne: '!=',
  gt: '>',
  ge: '>=',
  lt: '<',
  le: '<=',
};

interface Node {
  readonly kind: string;
}

type OfKind<E extends Node, K> = Extract<E, { readonly kind: K }>;

/** The fields of each kind that hold operands, one or a list, in order of evaluation. */
export type OperandFields<E extends Node> = {
  readonly [K in E['kind']]: readonly (keyof OfKind<E, K>)[];
};

/** Those of the kinds that both levels have. */
export const COMMON_OPERANDS = {
  number: [],
  integer: [],
  unary: ['x'],
  binary: ['a', 'b'],
  select: ['a', 'b', 'then', 'otherwise'],
} as const;

/** The ways through the expressions of a level. */
export interface Traversal<E> {
  /** What a node is made of directly, in order of evaluation. */
  readonly operandsOf: (node: E) => readonly E[];
  /** The node with each of its operands replaced; itself where none changes. */
  readonly mapOperands: (node: E, map: (operand: E) => E) => E;
  /** Calls `visit` for each node once, a node before its operands. */
  readonly walk: (root: E, visit: (node: E) => void) => void;
  /** What `replace` makes of each node, `inside` giving the same of an operand; what is shared stays so. */
  readonly rewrite: (root: E, replace: (node: E, inside: (operand: E) => E) => E) => E;
  /**
   * How often each node stands in the expression when it is written out as a tree. What `isWhole` is not
   * looked into.
   */
  readonly occurrences: (root: E, isWhole?: (node: E) => boolean) => ReadonlyMap<E, number>;
}

export function traversal<E extends Node>(fields: OperandFields<E>): Traversal<E> {
  const fieldsOf = (node: E): readonly string[] => fields[node.kind as E['kind']] as never;
  const operandsOf = (node: E): readonly E[] => {
    const names = fieldsOf(node);
    if (names.length === 0) return [];
    const operands: E[] = [];
    for (const name of names) {
      const value = (node as unknown as Operands<E>)[name];
      if (isList(value)) operands.push(...value);
      else operands.push(value);
    }
    return operands;
  };
  const walk = (root: E, visit: (node: E) => void): void => {
    const go = once((node: E, inside: (operand: E) => void) => {
      visit(node);
      operandsOf(node).forEach(inside);
    });
    go(root);
  };
  return {
    operandsOf,
    walk,
    mapOperands(node, map) {
      const operands = node as unknown as Operands<E>;
      const changed: Record<string, E | readonly E[]> = {};
      let isChanged = false;
      for (const field of fieldsOf(node)) {
        const value = operands[field];
        const mapped = isList(value) ? value.map((operand) => map(operand)) : map(value);
        if (isSame(mapped, value)) continue;
        changed[field] = mapped;
        isChanged = true;
      }
      return isChanged ? { ...node, ...changed } : node;
    },
    rewrite: (root, replace) => once(replace)(root),
    occurrences(root, isWhole = () => false) {
      const order: E[] = [];
      const partsOf = (node: E): readonly E[] => (isWhole(node) ? [] : operandsOf(node));
      const finish = once((node: E, inside: (operand: E) => void) => {
        partsOf(node).forEach(inside);
        order.push(node);
      });
      finish(root);
      const counts = new Map([[root, 1]]);
      for (const node of order.toReversed()) {
        const count = counts.get(node) ?? 0;
        for (const operand of partsOf(node)) {
          counts.set(operand, (counts.get(operand) ?? 0) + count);
        }
      }
      return counts;
    },
  };
}

type Operands<E> = Readonly<Record<string, E | readonly E[]>>;

function isList<E>(value: E | readonly E[]): value is readonly E[] {
  return Array.isArray(value);
}

function isSame<E>(a: E | readonly E[], b: E | readonly E[]): boolean {
  if (!isList(a) || !isList(b)) return a === b;
  return a.every((element, at) => element === b[at]);
}

/**
 * What `compute` makes of a node, computed once for each: a fold, or a rewriting that leaves shared what
 * is shared. `inside` gives the same for an operand.
 */
export function once<E, R>(compute: (node: E, inside: (operand: E) => R) => R): (node: E) => R {
  const known = new Map<E, { readonly result: R }>();
  const visit = (node: E): R => {
    const before = known.get(node);
    if (before !== undefined) return before.result;
    const result = compute(node, visit);
    known.set(node, { result });
    return result;
  };
  return visit;
}
